package io.shardsteer.common.message;

/** Anything that the parts of a pipeline tell each other over its topics. */
public sealed interface SteerMessage
    permits RouterReport,
        LateTable,
        QueryReport,
        Sample,
        RetrainRequest,
        TrainingOutcome,
        MoveRequest,
        LoggedDecision,
        ControllerCommand,
        CommandAnswer,
        ControllerStatus,
        ControllerCheckpoint,
        LoadBucket,
        ConfigPush,
        ConfigAnswer,
        RoutingMessage,
        ReshardMessage,
        ReplayMessage {}
