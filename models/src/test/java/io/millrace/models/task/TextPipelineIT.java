package io.millrace.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.millrace.models.catalog.ModelCatalog;
import io.millrace.models.catalog.ModelEntry;
import io.millrace.models.catalog.ModelStore;
import io.millrace.models.image.Image;
import io.millrace.models.image.ImageCodec;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three built-in text models read pictures drawn here, through ONNX Runtime alone. */
class TextPipelineIT {
  private static final ModelCatalog CATALOG = ModelCatalog.builtIn();
  private static final ModelEntry DETECT = CATALOG.require("text-detect");
  private static final ModelEntry ANGLE = CATALOG.require("text-angle");
  private static final ModelEntry READ = CATALOG.require("text-read");

  @TempDir static Path directory;
  private static Session detect;
  private static Session angle;
  private static Session read;

  @BeforeAll
  static void load() throws OrtException {
    ModelStore store = new ModelStore(directory);
    detect = new Session(store.path(DETECT));
    angle = new Session(store.path(ANGLE));
    read = new Session(store.path(READ));
  }

  @AfterAll
  static void close() throws OrtException {
    detect.close();
    angle.close();
    read.close();
  }

  private static Scene pipeline(Image frame, Map<String, Object> detectSettings)
      throws OrtException {
    Scene found = detect.apply(Tasks.create(DETECT, detectSettings), Scene.whole(frame));
    Scene turned = angle.apply(Tasks.create(ANGLE), found);
    return read.apply(Tasks.create(READ), turned);
  }

  /** A picture to draw texts on, at any angle around their middle. */
  private static final class Board {
    final BufferedImage picture;
    final Graphics2D graphics;

    Board(int width, int height) {
      picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
      graphics = picture.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setColor(new Color(200, 205, 210));
      graphics.fillRect(0, 0, width, height);
      graphics.setColor(new Color(20, 20, 30));
    }

    Board text(String text, int size, double x, double y, double degrees) {
      AffineTransform before = graphics.getTransform();
      graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, size));
      graphics.translate(x, y);
      graphics.rotate(Math.toRadians(degrees));
      int width = graphics.getFontMetrics().stringWidth(text);
      graphics.drawString(text, -width / 2, size / 3);
      graphics.setTransform(before);
      return this;
    }

    Image image() {
      graphics.dispose();
      byte[] pixels = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
      return Image.of(picture.getWidth(), picture.getHeight(), pixels);
    }
  }

  @Test
  void shouldReadTextsInReadingOrder() throws OrtException {
    // Given
    Image frame =
        new Board(960, 540)
            .text("MILLRACE 2026", 48, 260, 100, 0)
            .text("KX51 RTE", 30, 700, 104, 0)
            .text("MSCU 7304212", 40, 480, 400, 0)
            .image();

    // When
    Scene scene = pipeline(frame, Map.of());

    // Then
    assertThat(scene.finds())
        .extracting(Find::text)
        .containsExactly("MILLRACE 2026", "KX51 RTE", "MSCU 7304212");
    assertThat(scene.finds())
        .allSatisfy(
            find -> {
              assertThat(find.label()).isEqualTo("text");
              assertThat(find.score()).isGreaterThan(0.6);
              assertThat(find.textScore()).isGreaterThan(0.9);
            });
    Find plate = scene.finds().get(1);
    assertThat((plate.left() + plate.right()) / 2).isCloseTo(700, within(6.0));
    assertThat((plate.top() + plate.bottom()) / 2).isCloseTo(104, within(6.0));
  }

  @Test
  void shouldReadTiltedUpwardAndUpsideDownTexts() throws OrtException {
    // Given
    Image frame =
        new Board(960, 544)
            .text("TILTED 4711", 40, 250, 150, 20)
            .text("UPSIDE 1234", 40, 650, 120, 180)
            .text("CLIMB 8642", 40, 850, 300, -90)
            .text("DIVING 9753", 40, 120, 380, 90)
            .image();

    // When
    Scene scene = pipeline(frame, Map.of());

    // Then: a text that runs down is laid down the wrong way round first, and then turned
    assertThat(scene.finds())
        .extracting(Find::text)
        .containsExactlyInAnyOrder("TILTED 4711", "UPSIDE 1234", "CLIMB 8642", "DIVING 9753");
    Find upside =
        scene.finds().stream()
            .filter(find -> find.text().startsWith("UPSIDE"))
            .findFirst()
            .orElseThrow();
    assertThat(upside.quad().get(0).x()).as("begins at its own top-left").isGreaterThan(650);
    assertThat(upside.quad().get(0).y()).isGreaterThan(120);
  }

  @Test
  void shouldReadSmallTextInACompressedPictureAtASmallerSide() throws OrtException {
    // Given: capitals of 14 pixels, 9 after shrinking
    ImageCodec codec = new ImageCodec();
    Image drawn =
        new Board(960, 540)
            .text("AB12CDE", 19, 200, 150, 0)
            .text("XY98ZWV", 19, 700, 420, 0)
            .image();
    Image frame = codec.decode(codec.encodeJpeg(drawn, 85));

    // When
    Scene scene = pipeline(frame, Map.of("side-pixels", 640));

    // Then
    assertThat(scene.finds()).extracting(Find::text).containsExactly("AB12CDE", "XY98ZWV");
  }

  @Test
  void shouldFindNothingOnAnEmptyBoard() throws OrtException {
    assertThat(pipeline(new Board(640, 360).image(), Map.of()).regions()).isEmpty();
  }

  @Test
  void shouldSurviveATinyFrame() throws OrtException {
    assertThat(pipeline(Pictures.plain(1, 1, 5, 5, 5), Map.of()).regions()).isEmpty();
    assertThat(List.copyOf(pipeline(Pictures.plain(3, 700, 5, 5, 5), Map.of()).regions()))
        .isEmpty();
  }
}
