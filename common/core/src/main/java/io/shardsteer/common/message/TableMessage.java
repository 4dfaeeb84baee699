package io.shardsteer.common.message;

import io.shardsteer.common.steering.RoutingTable;

/** A routing table, from the controller to routers and readers; message key = revision. */
public record TableMessage(RoutingTable table) implements RoutingMessage {}
