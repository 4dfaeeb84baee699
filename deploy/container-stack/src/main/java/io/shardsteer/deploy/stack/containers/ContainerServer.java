package io.shardsteer.deploy.stack.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotModifiedException;
import io.shardsteer.deploy.stack.StackException;
import io.shardsteer.deploy.stack.StackServer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.testcontainers.containers.GenericContainer;

/** A server in a container that keeps its address over restarts. Not thread-safe. */
final class ContainerServer implements StackServer {
  private static final Duration READY_LIMIT = Duration.ofMinutes(3);
  private static final int STOP_SECONDS = 30;
  private static final int POLL_MILLIS = 300;

  private final String name;
  private final GenericContainer<?> container;
  private final BooleanSupplier ready;

  /**
   * @param ready whether it serves
   */
  ContainerServer(String name, GenericContainer<?> container, BooleanSupplier ready) {
    this.name = name;
    this.container = container;
    this.ready = ready;
  }

  @Override
  public void start() {
    try {
      docker().startContainerCmd(container.getContainerId()).exec();
    } catch (NotModifiedException runsAlready) {
      // Then it only has to be waited for.
    }
    awaitReady();
  }

  void awaitReady() {
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    while (!ready.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new StackException(
            "%s did not serve within %d s.\nLook at: docker logs %s"
                .formatted(name, READY_LIMIT.toSeconds(), container.getContainerId()));
      }
      pauseMillis();
    }
  }

  private static void pauseMillis() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while waiting for a server.", e);
    }
  }

  @Override
  public void stop() {
    docker().stopContainerCmd(container.getContainerId()).withTimeout(STOP_SECONDS).exec();
  }

  @Override
  public void kill() {
    docker().killContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void pause() {
    docker().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void resume() {
    docker().unpauseContainerCmd(container.getContainerId()).exec();
  }

  private DockerClient docker() {
    return container.getDockerClient();
  }
}
