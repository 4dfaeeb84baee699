package io.shardsteer.common.message;

/** What stands on the routing topic. */
public sealed interface RoutingMessage extends SteerMessage permits TableMessage, SegmentMessage {}
