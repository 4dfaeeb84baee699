package io.shardsteer.deploy.console;

/**
 * A pipeline that is shown.
 *
 * @param history what it has told
 * @param commands leads to its controller
 */
record ConsolePipeline(PipelineHistory history, Commands commands) {
  String name() {
    return history.config().pipeline();
  }
}
