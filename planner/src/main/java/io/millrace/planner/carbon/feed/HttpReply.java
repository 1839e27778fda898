package io.millrace.planner.carbon.feed;

/** What came back over HTTP. */
sealed interface HttpReply {

  /** The body of a good answer. */
  @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
  record Body(byte[] bytes) implements HttpReply {}

  /** No good answer. */
  record None(FeedAnswer.Failed why) implements HttpReply {}
}
