package io.millrace.models.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.models.catalog.ModelException.Reason;
import io.millrace.models.catalog.Verification.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
  private static final byte[] MODEL = "the weights".repeat(10_000).getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "other weights".getBytes(StandardCharsets.UTF_8);
  private static final TensorSpec TENSOR = new TensorSpec("x", List.of("n"), "numbers");

  @TempDir Path directory;
  private HttpServer server;
  private ExecutorService executor;
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile byte[] served = MODEL;

  @BeforeEach
  void start() throws IOException {
    executor = Executors.newCachedThreadPool();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext("/m.onnx", this::answer);
    server.createContext(
        "/moved/m.onnx",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/m.onnx");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.createContext(
        "/short/m.onnx",
        exchange -> {
          exchange.sendResponseHeaders(200, MODEL.length);
          exchange.getResponseBody().write(MODEL, 0, 1000);
          exchange.close();
        });
    server.createContext(
        "/silent/m.onnx",
        exchange -> {
          exchange.sendResponseHeaders(200, MODEL.length);
          exchange.getResponseBody().write(MODEL, 0, 1000);
          exchange.getResponseBody().flush();
          await(release);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
    executor.shutdownNow();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    byte[] body = served;
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static Sha256 hash(byte[] bytes) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(bytes);
    return Sha256.of(digest);
  }

  private static ModelEntry entry(ModelSource source, Sha256 sha256) {
    return new ModelEntry(
        "mine", TaskKind.CLASSIFICATION, "Mine.", source, sha256, "MIT", TENSOR, TENSOR, Map.of());
  }

  private ModelEntry served(String path, Sha256 sha256) {
    URI uri = URI.create("http://localhost:%d%s".formatted(server.getAddress().getPort(), path));
    return entry(new ModelSource.Download(uri), sha256);
  }

  private ModelStore store() {
    return new ModelStore(
        directory,
        Map.of(),
        new Downloader(
            new Downloader.Limits(Duration.ofSeconds(5), Duration.ofSeconds(1), 1 << 20)));
  }

  private static void assertFails(Runnable action, Reason reason, String... inMessage) {
    assertThatThrownBy(action::run)
        .asInstanceOf(type(ModelException.class))
        .returns(reason, ModelException::reason)
        .extracting(ModelException::getMessage)
        .asString()
        .contains(inMessage);
  }

  private List<String> files() throws IOException {
    Path models = directory.resolve("mine");
    if (!Files.exists(models)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(models)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void shouldSayHowToGetAMissingModel() {
    ModelEntry entry = served("/m.onnx", hash(MODEL));
    assertFails(
        () -> store().path(entry),
        Reason.MISSING,
        "model mine is not on this machine",
        "millrace models pull mine",
        "--model-file mine=PATH");
    assertThat(store().verify(entry).status()).isEqualTo(Status.MISSING);
    assertThat(requests).hasValue(0);
  }

  @Test
  void shouldPullOnceAndFindItAfterwards() throws IOException {
    // Given
    ModelEntry entry = served("/m.onnx", hash(MODEL));
    List<Long> received = new ArrayList<>();

    // When
    Verification pulled =
        store()
            .pull(entry, (model, bytes, total) -> received.add(total == MODEL.length ? bytes : -1));
    Verification again = store().pull(entry, Progress.NONE);

    // Then
    assertThat(pulled.status()).isEqualTo(Status.MATCHES);
    assertThat(again).isEqualTo(pulled);
    assertThat(requests).hasValue(1);
    assertThat(received).last().isEqualTo((long) MODEL.length);
    assertThat(store().path(entry)).isEqualTo(directory.resolve("mine").resolve("m.onnx"));
    assertThat(store().path(entry)).hasBinaryContent(MODEL);
    assertThat(files()).containsExactly("m.onnx");
  }

  @Test
  void shouldFollowARedirect() {
    ModelEntry entry = served("/moved/m.onnx", hash(MODEL));
    assertThat(store().pull(entry, Progress.NONE).status()).isEqualTo(Status.MATCHES);
  }

  @Test
  void shouldKeepNothingOfAnotherHash() throws IOException {
    // Given
    ModelEntry entry = served("/m.onnx", hash(OTHER));

    // When / Then
    assertFails(
        () -> store().pull(entry, Progress.NONE),
        Reason.HASH_DIFFERS,
        "has the SHA-256 " + hash(MODEL),
        "expected was " + hash(OTHER),
        "Nothing was kept");
    assertThat(files()).isEmpty();
  }

  @Test
  void shouldRecordAnUnknownHashAtTheFirstPullAndCheckItFromThenOn() throws IOException {
    // Given
    ModelEntry entry = served("/m.onnx", Sha256.UNKNOWN);
    Path file = directory.resolve("mine").resolve("m.onnx");

    // When
    Verification first = store().pull(entry, Progress.NONE);

    // Then
    assertThat(first.status()).isEqualTo(Status.MATCHES);
    assertThat(directory.resolve("mine").resolve("m.onnx.sha256"))
        .hasContent(hash(MODEL) + "  m.onnx\n");
    assertThat(store().verify(entry).status()).isEqualTo(Status.MATCHES);

    // When: the file is changed here, and then at the publisher's
    Files.write(file, OTHER);
    assertThat(store().verify(entry).status()).isEqualTo(Status.DIFFERS);
    assertFails(() -> store().path(entry), Reason.HASH_DIFFERS, "differs", "models pull mine");
    served = OTHER;
    assertFails(
        () -> store().pull(entry, Progress.NONE),
        Reason.HASH_DIFFERS,
        "recorded at the first pull");
    served = MODEL;
    assertThat(store().pull(entry, Progress.NONE).status()).isEqualTo(Status.MATCHES);
    assertThat(store().path(entry)).hasBinaryContent(MODEL);
  }

  @Test
  void shouldNameADamagedRecord() throws IOException {
    ModelEntry entry = served("/m.onnx", Sha256.UNKNOWN);
    store().pull(entry, Progress.NONE);
    Path record = directory.resolve("mine").resolve("m.onnx.sha256");
    for (String damaged : List.of("nonsense", "", " " + hash(MODEL))) {
      Files.writeString(record, damaged);
      assertFails(() -> store().verify(entry), Reason.FILE, "m.onnx.sha256", "Delete the file");
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenTheDownloadFails() throws IOException {
    assertFails(
        () -> store().pull(served("/none/m.onnx", Sha256.UNKNOWN), Progress.NONE),
        Reason.NOT_DOWNLOADED,
        "HTTP status 404",
        "--model-file mine=PATH");
    assertFails(
        () -> store().pull(served("/short/m.onnx", Sha256.UNKNOWN), Progress.NONE),
        Reason.NOT_DOWNLOADED,
        "/short/m.onnx");
    served = new byte[(1 << 20) + 1];
    assertFails(
        () -> store().pull(served("/m.onnx", Sha256.UNKNOWN), Progress.NONE),
        Reason.NOT_DOWNLOADED,
        "larger than the limit of 1048576 bytes");
    assertThat(files()).isEmpty();
  }

  @Test
  void shouldGiveUpAServerThatStopsSending() throws IOException {
    assertFails(
        () -> store().pull(served("/silent/m.onnx", Sha256.UNKNOWN), Progress.NONE),
        Reason.TIMEOUT,
        "sent nothing for 1 s after 1000 bytes");
    assertThat(files()).isEmpty();
  }

  @Test
  void shouldNameAServerThatDoesNotExist() {
    ModelEntry entry =
        entry(new ModelSource.Download(URI.create("http://localhost:1/m.onnx")), Sha256.UNKNOWN);
    assertFails(
        () -> store().pull(entry, Progress.NONE),
        Reason.NOT_DOWNLOADED,
        "http://localhost:1/m.onnx");
  }

  @Test
  void shouldUnpackAModelOfAnArtefactWhenAskedFor() throws IOException {
    // Given
    ModelEntry entry = ModelCatalog.builtIn().require("text-angle");
    ModelStore store = store();

    // When
    Path path = store.path(entry);

    // Then
    assertThat(path).isEqualTo(directory.resolve("text-angle/ch_ppocr_mobile_v2.0_cls_infer.onnx"));
    assertThat(path).hasSize(585_532);
    assertThat(store.verify(entry).status()).isEqualTo(Status.MATCHES);

    // When: somebody spoils it, it is unpacked again
    Files.write(path, OTHER);
    assertThat(store.verify(entry).status()).isEqualTo(Status.DIFFERS);
    assertThat(store.path(entry)).hasSize(585_532);
  }

  @Test
  void shouldNameAnArtefactThatIsNotThere() {
    ModelEntry entry = entry(new ModelSource.Artefact("g:a:1", "no/such.onnx"), Sha256.UNKNOWN);
    assertFails(() -> store().path(entry), Reason.MISSING, "no/such.onnx", "g:a:1");
  }

  @Test
  void shouldRefuseAnArtefactOfAnotherVersion() {
    ModelEntry entry =
        entry(new ModelSource.Artefact("g:a:1", "models/ppocr_keys_v1.txt"), hash(OTHER));
    assertFails(() -> store().path(entry), Reason.HASH_DIFFERS, "another version of g:a:1");
  }

  @Test
  void shouldTakeAFileOfTheUserAndSayThatItDiffers() throws IOException {
    // Given
    Path own = Files.write(directory.resolve("own.onnx"), OTHER);
    ModelStore store = new ModelStore(directory, Map.of("mine", own));
    ModelEntry entry = served("/m.onnx", hash(MODEL));

    // When
    Verification found = store.verify(entry);

    // Then
    assertThat(found.status()).isEqualTo(Status.DIFFERS);
    assertThat(found.message())
        .isEqualTo(
            "mine: %s differs: its SHA-256 is %s, expected was %s"
                .formatted(own, hash(OTHER), hash(MODEL)));
    assertThat(store.overridden(entry)).isTrue();
    assertThat(store.path(entry)).isEqualTo(own);
    assertThat(store.pull(entry, Progress.NONE)).isEqualTo(found);
    assertThat(requests).hasValue(0);

    // When: the right file is given
    Files.write(own, MODEL);
    assertThat(store.verify(entry).status()).isEqualTo(Status.MATCHES);
    Files.delete(own);
    assertFails(() -> store.path(entry), Reason.MISSING, "own.onnx");
  }

  @Test
  void shouldHoldALocalFileAgainstItsHash() throws IOException {
    // Given
    Path own = Files.write(directory.resolve("own.onnx"), OTHER);

    // When / Then
    ModelSource source = new ModelSource.LocalFile(own);
    assertThat(store().path(entry(source, hash(OTHER)))).isEqualTo(own);
    assertThat(store().path(entry(source, Sha256.UNKNOWN))).isEqualTo(own);
    assertThat(store().verify(entry(source, Sha256.UNKNOWN)).status()).isEqualTo(Status.UNKNOWN);
    assertFails(() -> store().path(entry(source, hash(MODEL))), Reason.HASH_DIFFERS, "own.onnx");
    assertFails(
        () ->
            store()
                .pull(
                    entry(new ModelSource.LocalFile(Path.of("no.onnx")), hash(MODEL)),
                    Progress.NONE),
        Reason.MISSING,
        "no.onnx");
  }

  @Test
  void shouldNameADirectoryThatCannotBeMade() throws IOException {
    Path file = Files.write(directory.resolve("file"), OTHER);
    ModelStore store = new ModelStore(file);
    assertFails(
        () -> store.path(ModelCatalog.builtIn().require("text-angle")),
        Reason.FILE,
        "cannot write to");
  }
}
