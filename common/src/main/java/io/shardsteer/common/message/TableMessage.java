package io.shardsteer.common.message;

import io.shardsteer.common.steering.SteeringTable;

/** A steering table, from the helm to routers and readers; message key = revision. */
public record TableMessage(SteeringTable table) implements SteerMessage {}
