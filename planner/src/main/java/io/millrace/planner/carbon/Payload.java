package io.millrace.planner.carbon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A place in a provider's JSON answer: knows its own path, so that whatever is wrong there is told
 * with the provider, the path and what was found.
 */
record Payload(String provider, String path, JsonNode node) {

  private static final ObjectMapper MAPPER = JsonMapper.builder().build();
  private static final int LONGEST_QUOTE = 60;

  /**
   * The whole answer. A byte order mark is skipped.
   *
   * @throws CarbonException if the bytes are no JSON
   */
  static Payload of(String provider, byte[] bytes) {
    boolean marked =
        bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    int start = marked ? 3 : 0;
    try {
      JsonNode root = MAPPER.readTree(bytes, start, bytes.length - start);
      return new Payload(provider, "$", root == null ? MissingNode.getInstance() : root);
    } catch (JsonProcessingException e) {
      throw new CarbonException(
          CarbonException.Reason.UNREADABLE,
          "%s: $: the answer is no JSON: %s.%nMaybe base_url leads to a page for people or a proxy."
              .formatted(provider, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory failed.", e);
    }
  }

  Payload field(String name) {
    return new Payload(provider, path + "." + name, node.path(name));
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  /** Whether there is nothing here, or null. */
  boolean isAbsent() {
    return node.isMissingNode() || node.isNull();
  }

  boolean isArray() {
    return node.isArray();
  }

  /** The entries of a list. */
  List<Payload> entries() {
    if (!node.isArray()) {
      throw wrong("must be a list");
    }
    List<Payload> entries = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      entries.add(new Payload(provider, path + "[" + i + "]", node.get(i)));
    }
    return entries;
  }

  String text() {
    if (!node.isTextual()) {
      throw wrong("must be text");
    }
    return node.textValue();
  }

  /** The text here, or what is assumed when there is none. */
  String textOr(String assumed) {
    return isAbsent() ? assumed : text();
  }

  /** A carbon intensity's number: finite and at least 0. */
  double amount() {
    if (!node.isNumber()) {
      throw wrong("must be a number");
    }
    return amount(node.doubleValue());
  }

  /** The same where it may also stand as text. */
  double amountOrText() {
    if (!node.isTextual()) {
      return amount();
    }
    try {
      return amount(Double.parseDouble(node.textValue().strip()));
    } catch (NumberFormatException e) {
      throw wrong("must be a number");
    }
  }

  private double amount(double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw wrong("must be a number of at least 0");
    }
    return value;
  }

  /** A time with its offset; the seconds may be missing, as {@code 2018-01-20T12:00Z}. */
  Instant time() {
    try {
      return OffsetDateTime.parse(text()).toInstant();
    } catch (DateTimeException e) {
      throw wrong("must be a time such as 2026-09-18T12:00:00Z");
    }
  }

  /**
   * Makes sure that the provider speaks of the zone that it was asked about: some fall back to the
   * caller's own place when they do not know a zone.
   */
  void requireEcho(String asked) {
    if (!text().equals(asked)) {
      throw new CarbonException(
          CarbonException.Reason.ZONE,
          "%s: %s is '%s', but '%s' was asked for.%nMaybe the provider has no such zone; look up its name there."
              .formatted(provider, path, text(), asked));
    }
  }

  /** What is wrong here, for the reader of an answer that is not as documented. */
  CarbonException wrong(String what) {
    return wrong(
        CarbonException.Reason.UNREADABLE,
        what,
        "Maybe the provider changed its interface, or base_url is another provider's.");
  }

  CarbonException wrong(CarbonException.Reason reason, String what, String advice) {
    return new CarbonException(
        reason, "%s: %s %s (was %s).%n%s".formatted(provider, path, what, found(), advice));
  }

  private String found() {
    if (node.isMissingNode()) {
      return "missing";
    }
    if (node.isContainerNode()) {
      return node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
    String text = node.toString();
    return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text;
  }
}
