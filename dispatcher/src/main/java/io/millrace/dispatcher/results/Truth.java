package io.millrace.dispatcher.results;

import io.millrace.topics.codec.CodecException;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.Find;
import io.millrace.topics.record.Result;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares what was read with what stands in the picture, which only a synthetic camera knows.
 *
 * <p>The truth is a JSON list of {@code {"text": "KA 123 BC", "quad": [[x, y] × 4], "readable":
 * true}} in frame pixels. A plate that is not readable (too far away, half out of the picture) is
 * left out of the count; everything else counts, however it was blurred.
 *
 * <p>Texts are compared in upper case and by their letters A–Z and digits alone: what separates the
 * groups of a plate is a matter of print, not of reading. A plate is read exactly when one find
 * that lies on it says its text, or several neighbouring ones do when put together from left to
 * right: a finder may see the groups of a plate as separate texts. A find lies on a plate when its
 * centre is within the upright rectangle around the plate's quad; the same text elsewhere does not
 * count.
 */
final class Truth {

  /** One thing that stands in the picture. */
  record Plate(String text, List<List<Double>> quad, boolean readable) {
    Plate {
      if (quad.size() != 4 || quad.stream().anyMatch(corner -> corner.size() != 2)) {
        throw new IllegalArgumentException("quad must be four [x, y] corners (was " + quad + ")");
      }
    }
  }

  /** Finds put together to one text, at most; plates have fewer groups. */
  private static final int MOST_PARTS = 4;

  private Truth() {}

  /** How the plates of one picture were read; {@link Accuracy#NONE} when nobody knows the truth. */
  static Accuracy judge(Result result) {
    if (result.truth().isEmpty()) {
      return Accuracy.NONE;
    }
    Plate[] plates;
    try {
      plates =
          Json.read(result.truth().getBytes(StandardCharsets.UTF_8), Plate[].class, "ground truth");
    } catch (CodecException e) {
      return new Accuracy(0, 0, 1);
    }
    List<Plate> readable = Stream.of(plates).filter(Plate::readable).toList();
    long read = readable.stream().filter(plate -> isRead(plate, result.finds())).count();
    return new Accuracy(readable.size(), read, 0);
  }

  /** A text as it is compared: upper case, only A–Z and 0–9. */
  static String normalised(String text) {
    return text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
  }

  private static boolean isRead(Plate plate, List<Find> finds) {
    String text = normalised(plate.text());
    List<String> parts =
        finds.stream()
            .filter(find -> liesOn(find.quad(), plate.quad()))
            .sorted(Comparator.comparingDouble(find -> middle(find.quad(), 0)))
            .map(find -> normalised(find.text()))
            .filter(part -> !part.isEmpty())
            .toList();
    return IntStream.range(0, parts.size())
        .anyMatch(
            from ->
                IntStream.rangeClosed(from + 1, Math.min(parts.size(), from + MOST_PARTS))
                    .anyMatch(to -> String.join("", parts.subList(from, to)).equals(text)));
  }

  private static boolean liesOn(List<List<Double>> find, List<List<Double>> plate) {
    return within(middle(find, 0), plate, 0) && within(middle(find, 1), plate, 1);
  }

  private static boolean within(double value, List<List<Double>> quad, int axis) {
    double low = quad.stream().mapToDouble(corner -> corner.get(axis)).min().orElse(value);
    double high = quad.stream().mapToDouble(corner -> corner.get(axis)).max().orElse(value);
    return low <= value && value <= high;
  }

  private static double middle(List<List<Double>> quad, int axis) {
    return quad.stream().mapToDouble(corner -> corner.get(axis)).average().orElse(Double.NaN);
  }
}
