package io.shardsteer.deploy.stack;

/** The process of a function instance: what may happen to it, and what it uses. */
public interface FunctionProcess {
  /** Its process id, unique among the stack's. */
  long pid();

  boolean isAlive();

  /** Ends it at once (SIGKILL). */
  void kill();

  /** Freezes it (SIGSTOP). */
  void pause();

  /** Lets it go on (SIGCONT). */
  void resume();

  /** What it uses now. */
  Usage usage();

  /**
   * What a process uses, as Linux tells it.
   *
   * @param residentBytes memory in use, all of it
   * @param threads its threads
   * @param openFiles its files, sockets and pipes
   */
  record Usage(long residentBytes, int threads, int openFiles) {}
}
