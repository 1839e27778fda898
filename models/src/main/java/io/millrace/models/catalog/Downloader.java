package io.millrace.models.catalog;

import io.millrace.models.catalog.ModelException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches a file over HTTP and hashes it on the way.
 *
 * <p>There is no limit on the whole time, since lines are slow; but a server that does not answer,
 * or stops sending, is given up.
 */
final class Downloader {
  private static final Duration TICK = Duration.ofMillis(250);

  private final Limits limits;

  Downloader(Limits limits) {
    this.limits = limits;
  }

  /**
   * When to give up.
   *
   * @param connect longest wait for a connection
   * @param silence longest time without a byte
   * @param maxBytes largest file
   */
  record Limits(Duration connect, Duration silence, long maxBytes) {
    static final Limits DEFAULT =
        new Limits(Duration.ofSeconds(15), Duration.ofSeconds(30), 4L << 30);
  }

  /**
   * Fetches {@code uri} into {@code target}.
   *
   * @return the hash of what came
   * @throws ModelException when it did not come completely
   */
  Sha256 fetch(String model, URI uri, Path target, Progress progress) {
    Reception reception = new Reception(target, limits.maxBytes());
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("User-Agent", "millrace").GET().build();
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(limits.connect())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    CompletableFuture<HttpResponse<Sha256>> response =
        client.sendAsync(request, reception.handler());
    try {
      Sha256 found = await(response, reception, model, uri, progress).body();
      progress.received(model, reception.receivedBytes, reception.totalBytes);
      return found;
    } catch (ExecutionException e) {
      throw explain(model, uri, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException(
          Reason.NOT_DOWNLOADED, "model %s: the pull was interrupted".formatted(model), e);
    } finally {
      response.cancel(true);
      reception.close();
    }
  }

  private HttpResponse<Sha256> await(
      CompletableFuture<HttpResponse<Sha256>> response,
      Reception reception,
      String model,
      URI uri,
      Progress progress)
      throws ExecutionException, InterruptedException {
    // Counting ticks instead of reading a clock: a suspended machine does not count as silence.
    long silentTicks = 0;
    long before = 0;
    while (true) {
      try {
        return response.get(TICK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long received = reception.receivedBytes;
        silentTicks = received == before ? silentTicks + 1 : 0;
        before = received;
        progress.received(model, received, reception.totalBytes);
        if (silentTicks * TICK.toMillis() >= limits.silence().toMillis()) {
          throw new ModelException(
              Reason.TIMEOUT,
              "model %s: %s sent nothing for %d s after %d bytes. Try again, or fetch the file otherwise and give it with --model-file %s=PATH"
                  .formatted(model, uri, limits.silence().toSeconds(), received, model),
              e);
        }
      }
    }
  }

  private ModelException explain(String model, URI uri, Throwable cause) {
    if (cause instanceof ModelException known) {
      return known;
    }
    Reason reason = cause instanceof HttpTimeoutException ? Reason.TIMEOUT : Reason.NOT_DOWNLOADED;
    return new ModelException(
        reason,
        "model %s: cannot download %s: %s. Is this machine online? Otherwise give the file with --model-file %s=PATH"
            .formatted(model, uri, cause, model),
        cause);
  }

  /** What comes in, written to a file and hashed; its counters may be read by another thread. */
  private static final class Reception implements BodySubscriber<Sha256> {
    private final Path target;
    private final long maxBytes;
    private final MessageDigest digest = Sha256.newDigest();
    private final CompletableFuture<Sha256> result = new CompletableFuture<>();
    private Flow.@org.jspecify.annotations.Nullable Subscription subscription;
    private @org.jspecify.annotations.Nullable FileChannel channel;
    volatile long receivedBytes;
    volatile long totalBytes = -1;

    Reception(Path target, long maxBytes) {
      this.target = target;
      this.maxBytes = maxBytes;
    }

    BodyHandler<Sha256> handler() {
      return info -> {
        if (info.statusCode() != 200) {
          return BodySubscribers.mapping(
              BodySubscribers.discarding(),
              nothing -> {
                throw new IllegalStateException("HTTP status " + info.statusCode());
              });
        }
        totalBytes = info.headers().firstValueAsLong("Content-Length").orElse(-1);
        return this;
      };
    }

    @Override
    public CompletionStage<Sha256> getBody() {
      return result;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription newSubscription) {
      subscription = newSubscription;
      try {
        channel =
            FileChannel.open(
                target, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        newSubscription.request(Long.MAX_VALUE);
      } catch (IOException e) {
        fail(e);
      }
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
      FileChannel open = channel;
      if (open == null || result.isDone()) {
        return;
      }
      try {
        for (ByteBuffer buffer : buffers) {
          receivedBytes += buffer.remaining();
          digest.update(buffer.duplicate());
          while (buffer.hasRemaining()) {
            open.write(buffer);
          }
        }
        if (receivedBytes > maxBytes) {
          fail(new IOException("it is larger than the limit of %d bytes".formatted(maxBytes)));
        }
      } catch (IOException e) {
        fail(e);
      }
    }

    private void fail(IOException e) {
      result.completeExceptionally(e);
      if (subscription != null) {
        subscription.cancel();
      }
    }

    @Override
    public void onError(Throwable error) {
      result.completeExceptionally(error);
    }

    @Override
    public synchronized void onComplete() {
      close();
      result.complete(Sha256.of(digest));
    }

    synchronized void close() {
      FileChannel open = channel;
      channel = null;
      if (open != null) {
        try {
          open.close();
        } catch (IOException e) {
          result.completeExceptionally(e);
        }
      }
    }
  }
}
