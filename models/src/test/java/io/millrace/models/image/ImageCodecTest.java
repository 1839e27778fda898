package io.millrace.models.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.millrace.models.image.ImageException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCodecTest {
  private final ImageCodec codec = new ImageCodec();

  /** A smooth picture, which JPEG keeps almost exactly. */
  private static Image smooth(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * 3;
        pixels[at] = (byte) (40 + 160 * x / width);
        pixels[at + 1] = (byte) (40 + 160 * y / height);
        pixels[at + 2] = (byte) 200;
      }
    }
    return Image.of(width, height, pixels);
  }

  private static byte[] png(int type, int width, int height) throws IOException {
    BufferedImage picture = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, new java.awt.Color(30 * x % 256, 20 * y % 256, 200).getRGB());
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", out);
    return out.toByteArray();
  }

  /** A PNG whose header promises a size that its data never could fill. */
  private static byte[] bomb(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(0x89504e470d0a1a0aL);
    chunk(out, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).array());
    chunk(out, "IDAT", new byte[] {0x78, (byte) 0x9c, 3, 0, 0, 0, 0, 1});
    chunk(out, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    out.writeInt(data.length);
    CRC32 crc = new CRC32();
    crc.update(type.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    crc.update(data);
    out.writeBytes(type);
    out.write(data);
    out.writeInt((int) crc.getValue());
  }

  @ParameterizedTest
  @CsvSource({"64, 48", "33, 17", "1, 1", "960, 540", "71, 300"})
  void shouldKeepASmoothPictureThroughJpeg(int width, int height) {
    // Given
    Image image = smooth(width, height);

    // When
    Image back = codec.decode(codec.encodeJpeg(image, 95));

    // Then
    assertThat(back.width()).isEqualTo(width);
    assertThat(back.height()).isEqualTo(height);
    byte[] before = image.toByteArray();
    byte[] after = back.toByteArray();
    int worst =
        IntStream.range(0, before.length)
            .map(i -> Math.abs((before[i] & 0xff) - (after[i] & 0xff)))
            .max()
            .orElseThrow();
    assertThat(worst).as("largest difference of a channel").isLessThanOrEqualTo(12);
  }

  @Test
  void shouldWriteAJpegThatOthersRead() throws IOException {
    // When
    byte[] jpeg = codec.encodeJpeg(smooth(64, 48), 90);

    // Then: blue and red are where they belong
    BufferedImage read = ImageIO.read(new java.io.ByteArrayInputStream(jpeg));
    assertThat(read.getWidth()).isEqualTo(64);
    assertThat(read.getRGB(0, 0) >> 16 & 0xff).isBetween(190, 210);
    assertThat(read.getRGB(0, 0) & 0xff).isBetween(30, 50);
  }

  @Test
  void shouldTakeMoreBytesForMoreQuality() {
    Image image = smooth(320, 240);
    assertThat(codec.encodeJpeg(image, 30).length).isLessThan(codec.encodeJpeg(image, 85).length);
    assertThat(codec.encodeJpeg(image, 85).length).isLessThan(codec.encodeJpeg(image, 100).length);
  }

  @Test
  void shouldEncodeAPartOfAPicture() {
    // Given
    Image part = smooth(64, 48).crop(32, 0, 16, 48);

    // When
    Image back = codec.decode(codec.encodeJpeg(part, 95));

    // Then
    assertThat(back.width()).isEqualTo(16);
    assertThat(back.blue(0, 0)).isBetween(115, 125);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_3BYTE_BGR
      })
  void shouldReadPngExactly(int type) throws IOException {
    // When
    Image image = codec.decode(png(type, 7, 5));

    // Then
    assertThat(image.width()).isEqualTo(7);
    assertThat(image.height()).isEqualTo(5);
    assertThat(image.red(6, 4)).isEqualTo(180);
    assertThat(image.green(6, 4)).isEqualTo(80);
    assertThat(image.blue(6, 4)).isEqualTo(200);
  }

  @Test
  void shouldReadGreyPngAsColour() throws IOException {
    Image image = codec.decode(png(BufferedImage.TYPE_BYTE_GRAY, 7, 5));
    assertThat(image.blue(3, 3)).isEqualTo(image.red(3, 3)).isEqualTo(image.green(3, 3));
  }

  @Test
  void shouldReadABufferWithoutMovingIt() {
    // Given
    byte[] jpeg = codec.encodeJpeg(smooth(16, 16), 90);
    ByteBuffer buffer = ByteBuffer.allocateDirect(jpeg.length + 5);
    buffer.position(5).put(jpeg).position(5);

    // When
    Image image = codec.decode(buffer);

    // Then
    assertThat(image.width()).isEqualTo(16);
    assertThat(buffer.position()).isEqualTo(5);
  }

  @Test
  void shouldRefuseAPngBombByItsHeader() throws IOException {
    byte[] bomb = bomb(40_000, 40_000);
    assertThatThrownBy(() -> codec.decode(bomb))
        .asInstanceOf(type(ImageException.class))
        .returns(Reason.TOO_LARGE, ImageException::reason)
        .extracting(ImageException::getMessage)
        .asString()
        .contains("40000x40000 = 1600000000 pixels", "limit is 67108864");
  }

  @Test
  void shouldRefuseAJpegAboveTheLimit() {
    byte[] jpeg = codec.encodeJpeg(smooth(64, 48), 90);
    assertThat(new ImageCodec(64 * 48).decode(jpeg).width()).isEqualTo(64);
    assertRefused(new ImageCodec(64 * 48 - 1), jpeg, Reason.TOO_LARGE);
  }

  @Test
  void shouldRefuseAnEmptyPicture() {
    assertRefused(codec, new byte[0], Reason.EMPTY);
  }

  @Test
  void shouldRefuseRandomBytes() {
    byte[] bytes = new byte[5000];
    new Random(7).nextBytes(bytes);
    assertRefused(codec, bytes, Reason.UNKNOWN_FORMAT);
  }

  @ParameterizedTest
  @EnumSource(ImageHeader.Format.class)
  void shouldRefuseAPictureCutAnywhere(ImageHeader.Format format) throws IOException {
    // Given
    byte[] whole =
        format == ImageHeader.Format.JPEG
            ? codec.encodeJpeg(smooth(64, 48), 90)
            : png(BufferedImage.TYPE_INT_RGB, 64, 48);

    // When / Then: from the first byte behind the signature to the last but one
    for (int length = 9;
        length < whole.length - (format == ImageHeader.Format.PNG ? 4 : 0);
        length++) {
      assertRefused(codec, Arrays.copyOf(whole, length), Reason.TRUNCATED);
    }
  }

  @Test
  void shouldTakeBytesBehindTheEnd() {
    byte[] jpeg = codec.encodeJpeg(smooth(64, 48), 90);
    assertThat(codec.decode(Arrays.copyOf(jpeg, jpeg.length + 100)).width()).isEqualTo(64);
  }

  @Test
  void shouldRefuseDamagedJpegDataInsteadOfShowingGrey() {
    // Given
    byte[] noise = new byte[96 * 64 * 3];
    new Random(3).nextBytes(noise);
    byte[] jpeg = codec.encodeJpeg(Image.of(96, 64, noise), 90);
    // The second half of the data is one byte repeated: no end mark is lost, but the blocks are.
    Arrays.fill(jpeg, jpeg.length / 2, jpeg.length - 2, (byte) 0xa5);

    // When / Then
    assertRefused(codec, jpeg, Reason.CORRUPT);
  }

  @Test
  void shouldRefuseAPngWhoseChecksumIsWrong() throws IOException {
    byte[] png = png(BufferedImage.TYPE_INT_RGB, 64, 48);
    png[60] ^= 0x55;
    assertRefused(codec, png, Reason.CORRUPT);
  }

  @Test
  void shouldRefuseHeadersThatContradictThemselves() throws IOException {
    assertRefused(codec, bomb(0, 10), Reason.CORRUPT);
    assertRefused(codec, bomb(-5, 10), Reason.CORRUPT);
    assertRefused(codec, bomb(10, 10), Reason.CORRUPT);
    byte[] noPixels = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9};
    assertRefused(codec, noPixels, Reason.CORRUPT);
    byte[] badSegment = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 1, 0, 0};
    assertRefused(codec, badSegment, Reason.CORRUPT);
  }

  @Test
  void shouldSurviveAnyDamage() {
    // Given: whatever the decoder makes of it, the process lives and the error is ours
    byte[] jpeg = codec.encodeJpeg(smooth(64, 48), 90);
    Random random = new Random(11);

    // When / Then
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = jpeg.clone();
      for (int hits = 1 + random.nextInt(5); hits > 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(new ImageCodec(1 << 20).decode(damaged).sizeBytes()).isPositive();
      } catch (ImageException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void shouldRefuseWhatJpegCannotHold() {
    assertThatThrownBy(() -> codec.encodeJpeg(Image.of(65_536, 1, new byte[65_536 * 3]), 85))
        .asInstanceOf(type(ImageException.class))
        .returns(Reason.NOT_ENCODED, ImageException::reason);
    assertThatThrownBy(() -> codec.encodeJpeg(smooth(8, 8), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ImageCodec(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRefused(ImageCodec codec, byte[] bytes, Reason reason) {
    assertThatThrownBy(() -> codec.decode(bytes))
        .as("%d bytes", bytes.length)
        .asInstanceOf(type(ImageException.class))
        .returns(reason, ImageException::reason);
  }
}
