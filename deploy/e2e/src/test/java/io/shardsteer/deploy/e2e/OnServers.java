package io.shardsteer.deploy.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that gets the {@link Servers} of the run as a parameter, and whose failures show
 * what the servers said. One instance of it holds the pipeline that its tests share.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ServersOfTheRun.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@interface OnServers {}
