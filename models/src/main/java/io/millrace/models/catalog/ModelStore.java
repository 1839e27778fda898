package io.millrace.models.catalog;

import io.millrace.models.catalog.ModelException.Reason;
import io.millrace.models.catalog.Verification.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;

/**
 * The models' files on this machine.
 *
 * <p>A model of an artefact is unpacked when first asked for; a download is fetched only by {@link
 * #pull}. Both come to {@code DIRECTORY/ID/FILE} by a move, so that no other process sees half a
 * file. When the catalogue does not know a download's hash, the first pull records it beside the
 * file ({@code FILE.sha256}, in the form of {@code sha256sum}) and everything later is held against
 * that.
 *
 * <p>Any number of threads and processes may share a directory.
 */
public final class ModelStore {
  private final Path directory;
  private final Map<String, Path> overrides;
  private final Downloader downloader;

  /** Makes a store without overrides. */
  public ModelStore(Path directory) {
    this(directory, Map.of());
  }

  /**
   * Makes a store.
   *
   * @param directory where files are kept; made when first needed
   * @param overrides files that stand for models, by id: {@link ModelCatalog#parseOverrides}
   */
  public ModelStore(Path directory, Map<String, Path> overrides) {
    this(directory, overrides, new Downloader(Downloader.Limits.DEFAULT));
  }

  ModelStore(Path directory, Map<String, Path> overrides, Downloader downloader) {
    this.directory = directory;
    this.overrides = Map.copyOf(overrides);
    this.downloader = downloader;
  }

  /** Where models are kept unless told otherwise: {@code .cache/millrace/models} of a home. */
  public static Path defaultDirectory(Path home) {
    return home.resolve(".cache").resolve("millrace").resolve("models");
  }

  /** Whether a file given by the user stands for this model. */
  public boolean overridden(ModelEntry entry) {
    return overrides.containsKey(entry.id());
  }

  /**
   * The file of a model, ready to be loaded: there, and of the expected hash. A file that the user
   * gave is taken whatever its hash; {@link #verify} says whether it differs.
   *
   * @throws ModelException when there is no such file or it has another hash; nothing is downloaded
   */
  public Path path(ModelEntry entry) {
    if (entry.source() instanceof ModelSource.Artefact artefact && !overridden(entry)) {
      return unpack(entry, artefact).file();
    }
    Verification found = verify(entry);
    if (found.status() == Status.MISSING) {
      throw new ModelException(Reason.MISSING, missing(entry, found.file()));
    }
    if (found.status() == Status.DIFFERS && !overridden(entry)) {
      throw new ModelException(Reason.HASH_DIFFERS, found.message() + ". " + remedy(entry));
    }
    return found.file();
  }

  private static String missing(ModelEntry entry, Path file) {
    return "model %s is not on this machine: there is no %s. %s"
        .formatted(entry.id(), file, remedy(entry));
  }

  private static String remedy(ModelEntry entry) {
    String give = "give a file with --model-file %s=PATH".formatted(entry.id());
    return entry.source() instanceof ModelSource.Download
        ? "Run: millrace models pull %s, or %s".formatted(entry.id(), give)
        : "Correct the catalogue, or " + give;
  }

  /** Looks at a model's file without fetching or changing anything. */
  public Verification verify(ModelEntry entry) {
    Path file = file(entry);
    Sha256 expected = expected(entry);
    if (!Files.isRegularFile(file)) {
      return new Verification(entry.id(), Status.MISSING, file, expected, Sha256.UNKNOWN);
    }
    Sha256 found = hash(file);
    Status status =
        !expected.known()
            ? Status.UNKNOWN
            : found.equals(expected) ? Status.MATCHES : Status.DIFFERS;
    return new Verification(entry.id(), status, file, expected, found);
  }

  /**
   * Sees to it that a model's file is here: unpacks or downloads it unless a file of the expected
   * hash is there already. Does nothing for a file that the user gave.
   *
   * @return what is here now
   * @throws ModelException when it cannot be had, or what came has another hash than expected; the
   *     file that was here before, if any, is then untouched
   */
  public Verification pull(ModelEntry entry, Progress progress) {
    Verification here = verify(entry);
    if (overridden(entry) || here.status() == Status.MATCHES) {
      return here;
    }
    if (entry.source() instanceof ModelSource.Artefact artefact) {
      return unpack(entry, artefact);
    }
    if (entry.source() instanceof ModelSource.Download download) {
      return download(entry, download, progress);
    }
    if (here.status() == Status.MISSING) {
      throw new ModelException(Reason.MISSING, missing(entry, here.file()));
    }
    return here;
  }

  private Verification download(
      ModelEntry entry, ModelSource.Download download, Progress progress) {
    Path file = file(entry);
    Path part = temporary(file);
    try {
      Sha256 found = downloader.fetch(entry.id(), download.uri(), part, progress);
      Sha256 expected = expected(entry);
      if (expected.known() && !found.equals(expected)) {
        throw new ModelException(
            Reason.HASH_DIFFERS,
            "model %s: what %s sent has the SHA-256 %s, expected was %s%s. Nothing was kept."
                .formatted(
                    entry.id(),
                    download.uri(),
                    found,
                    expected,
                    entry.sha256().known()
                        ? ""
                        : " (recorded at the first pull in " + record(file) + ")"));
      }
      move(part, file);
      if (!entry.sha256().known()) {
        write(record(file), "%s  %s\n".formatted(found, file.getFileName()));
      }
      return new Verification(entry.id(), Status.MATCHES, file, found, found);
    } finally {
      delete(part);
    }
  }

  private Verification unpack(ModelEntry entry, ModelSource.Artefact artefact) {
    Verification here = verify(entry);
    if (here.status() == Status.MATCHES) {
      return here;
    }
    Path part = temporary(here.file());
    try (InputStream in = getClass().getClassLoader().getResourceAsStream(artefact.entry())) {
      if (in == null) {
        throw new ModelException(
            Reason.MISSING,
            "model %s: %s is not on the class path; add the artefact %s as a dependency"
                .formatted(entry.id(), artefact.entry(), artefact.coordinates()));
      }
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      Sha256 found = Sha256.of(part);
      if (entry.sha256().known() && !found.equals(entry.sha256())) {
        throw new ModelException(
            Reason.HASH_DIFFERS,
            "model %s: %s on the class path has the SHA-256 %s, the catalogue says %s; is another version of %s on the class path?"
                .formatted(
                    entry.id(), artefact.entry(), found, entry.sha256(), artefact.coordinates()));
      }
      move(part, here.file());
      Status status = entry.sha256().known() ? Status.MATCHES : Status.UNKNOWN;
      return new Verification(entry.id(), status, here.file(), entry.sha256(), found);
    } catch (IOException e) {
      throw failed("unpack " + artefact.text() + " to", here.file(), e);
    } finally {
      delete(part);
    }
  }

  private Path file(ModelEntry entry) {
    Path override = overrides.get(entry.id());
    if (override != null) {
      return override;
    }
    if (entry.source() instanceof ModelSource.LocalFile local) {
      return local.path();
    }
    return directory.resolve(entry.id()).resolve(entry.source().fileName());
  }

  private static Path record(Path file) {
    return file.resolveSibling(file.getFileName() + ".sha256");
  }

  private Sha256 expected(ModelEntry entry) {
    if (entry.sha256().known() || !(entry.source() instanceof ModelSource.Download)) {
      return entry.sha256();
    }
    Path record = record(directory.resolve(entry.id()).resolve(entry.source().fileName()));
    if (!Files.isRegularFile(record)) {
      return Sha256.UNKNOWN;
    }
    try {
      Sha256 recorded = new Sha256(Files.readString(record).split("\\s", 2)[0]);
      if (!recorded.known()) {
        throw new IllegalArgumentException("it begins with a blank");
      }
      return recorded;
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelException(
          Reason.FILE,
          "%s: cannot read the hash recorded at the first pull: %s. Delete the file to record it again."
              .formatted(record, e.getMessage()),
          e);
    }
  }

  private static Sha256 hash(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  private static Path temporary(Path file) {
    Path parent = Objects.requireNonNull(file.getParent(), "a file of the store has a directory");
    try {
      Files.createDirectories(parent);
      return Files.createTempFile(parent, file.getFileName() + ".", ".part");
    } catch (IOException e) {
      throw failed("write to", parent, e);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed("write", to, e);
    }
  }

  private static void write(Path file, String text) {
    Path part = temporary(file);
    try {
      Files.writeString(part, text);
      move(part, file);
    } catch (IOException e) {
      throw failed("write", file, e);
    } finally {
      delete(part);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed("delete", file, e);
    }
  }

  private static ModelException failed(String what, Path file, IOException e) {
    String why =
        e instanceof FileSystemException && e.getMessage() != null
            ? e.toString()
            : String.valueOf(e.getMessage());
    return new ModelException(Reason.FILE, "cannot %s %s: %s".formatted(what, file, why), e);
  }
}
