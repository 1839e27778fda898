package io.millrace.topics.broker;

import org.jspecify.annotations.Nullable;

/** The embedded broker did not start; the message says why and what to do. */
public final class BrokerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  BrokerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
