package io.shardsteer.common.message;

/** Anything that the parts of a pipeline tell each other over its topics. */
public sealed interface SteerMessage
    permits ShardReport,
        Sample,
        RetrainRequest,
        TrainingOutcome,
        LedgerEntry,
        ConfigPush,
        ConfigAnswer,
        TableMessage,
        ReshardMessage {}
