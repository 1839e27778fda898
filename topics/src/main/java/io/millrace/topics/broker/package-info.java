/** A real Kafka broker (KRaft, one node) inside this JVM. */
@NullMarked
package io.millrace.topics.broker;

import org.jspecify.annotations.NullMarked;
