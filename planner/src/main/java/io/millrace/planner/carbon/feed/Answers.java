package io.millrace.planner.carbon.feed;

import io.millrace.planner.carbon.CarbonException;
import io.millrace.planner.carbon.ParsedSignals;
import io.millrace.planner.carbon.Question;
import java.util.function.BiFunction;

/** From what came over HTTP to a feed's answer. */
final class Answers {

  private Answers() {}

  /** Reads a reply with the provider's reader; what the reader refuses is a failure. */
  static FeedAnswer read(
      HttpReply reply,
      Question question,
      String source,
      BiFunction<byte[], Question, ParsedSignals> reader) {
    if (reply instanceof HttpReply.None none) {
      return none.why();
    }
    try {
      byte[] bytes = ((HttpReply.Body) reply).bytes();
      return FeedAnswer.of(reader.apply(bytes, question), source, question.name());
    } catch (CarbonException e) {
      return FeedAnswer.Failed.of(e);
    }
  }
}
