package io.millrace.topics.admin;

import io.millrace.topics.catalog.TopicSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics from a cluster and carries operations out on it. Closing it closes its connection.
 */
public final class TopicAdmin implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Admin admin;

  /** Takes over an open connection. */
  public TopicAdmin(Admin admin) {
    this.admin = admin;
  }

  /**
   * What became of one operation.
   *
   * @param operation the operation
   * @param error why it failed; empty when it was done
   */
  public record Outcome(TopicOperation operation, Optional<String> error) {}

  /**
   * The topics of these names, as they are; those that do not exist are left out.
   *
   * @throws AdminException if the cluster does not answer
   */
  public Map<String, FoundTopic> find(Collection<String> names) {
    Map<String, KafkaFuture<TopicDescription>> descriptions =
        admin.describeTopics(names).topicNameValues();
    List<ConfigResource> resources =
        names.stream().map(n -> new ConfigResource(ConfigResource.Type.TOPIC, n)).toList();
    Map<ConfigResource, KafkaFuture<Config>> configs = admin.describeConfigs(resources).values();
    Map<String, FoundTopic> found = new TreeMap<>();
    for (ConfigResource resource : resources) {
      String name = resource.name();
      Optional<TopicDescription> description =
          awaitPresent("describe " + name, descriptions.get(name));
      Optional<Config> config = awaitPresent("read the settings of " + name, configs.get(resource));
      if (description.isPresent() && config.isPresent()) {
        int lanes = description.get().partitions().size();
        found.put(name, new FoundTopic(name, lanes, settings(config.get())));
      }
    }
    return found;
  }

  /** What would have to be done for these topics. */
  public List<TopicOperation> plan(List<TopicSpec> wanted) {
    return TopicDiff.between(find(wanted.stream().map(TopicSpec::name).toList()), wanted);
  }

  /**
   * Does it, one operation after the other; a failure is an outcome, and the others still run. A
   * topic that somebody else created meanwhile counts as created.
   */
  public List<Outcome> apply(List<TopicOperation> operations) {
    return operations.stream().map(this::apply).toList();
  }

  /**
   * Plans and does it, and returns when the cluster shows the topics as wanted: a topic that was
   * just created is not known everywhere at once, and who asks too early is told that there is
   * none.
   *
   * @return what was done; nothing when all was as it should be
   * @throws AdminException if any operation failed, naming each with its cause
   */
  public List<TopicOperation> ensure(List<TopicSpec> wanted) {
    List<TopicOperation> operations = plan(wanted);
    List<String> failures =
        apply(operations).stream()
            .filter(outcome -> outcome.error().isPresent())
            .map(
                o ->
                    o.operation().topic()
                        + ": "
                        + o.operation().describe()
                        + ": "
                        + o.error().get())
            .toList();
    if (!failures.isEmpty()) {
      throw new AdminException("Topics could not be prepared: " + String.join("; ", failures));
    }
    awaitVisible(operations, wanted);
    return operations;
  }

  private void awaitVisible(List<TopicOperation> done, List<TopicSpec> wanted) {
    Set<String> changed =
        done.stream()
            .filter(operation -> !(operation instanceof TopicOperation.KeepLanes))
            .map(TopicOperation::topic)
            .collect(Collectors.toSet());
    List<TopicSpec> awaited = wanted.stream().filter(t -> changed.contains(t.name())).toList();
    long begun = System.nanoTime();
    while (plan(awaited).stream().anyMatch(o -> !(o instanceof TopicOperation.KeepLanes))) {
      if (System.nanoTime() - begun > TIMEOUT.toNanos()) {
        throw new AdminException(
            "The cluster took the changes to %s but does not show them within %d s.%nMaybe somebody else changes these topics too."
                .formatted(changed, TIMEOUT.toSeconds()));
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }

  private Outcome apply(TopicOperation operation) {
    try {
      run(operation);
      return new Outcome(operation, Optional.empty());
    } catch (AdminException e) {
      if (operation instanceof TopicOperation.Create
          && e.getCause() instanceof TopicExistsException) {
        return new Outcome(operation, Optional.empty());
      }
      return new Outcome(operation, Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private void run(TopicOperation operation) {
    if (operation instanceof TopicOperation.Create create) {
      NewTopic topic =
          new NewTopic(create.topic(), Optional.of(create.lanes()), Optional.empty())
              .configs(create.settings());
      await("create " + create.topic(), admin.createTopics(List.of(topic)).all());
    } else if (operation instanceof TopicOperation.AddLanes add) {
      Map<String, NewPartitions> more = Map.of(add.topic(), NewPartitions.increaseTo(add.to()));
      await(
          "add lanes to " + add.topic(),
          admin.createPartitions(more, new CreatePartitionsOptions()).all());
    } else if (operation instanceof TopicOperation.Configure configure) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, configure.topic());
      List<AlterConfigOp> changes =
          configure.settings().entrySet().stream()
              .map(e -> new ConfigEntry(e.getKey(), e.getValue()))
              .map(e -> new AlterConfigOp(e, AlterConfigOp.OpType.SET))
              .toList();
      await(
          "configure " + configure.topic(),
          admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
    }
    // KeepLanes is a statement, not an act: there is nothing to run.
  }

  private static Map<String, String> settings(Config config) {
    Map<String, String> settings = new HashMap<>();
    for (ConfigEntry entry : config.entries()) {
      if (entry.value() != null) {
        settings.put(entry.name(), entry.value());
      }
    }
    return settings;
  }

  /** The answer, or empty when the topic it is about does not exist. */
  private static <T> Optional<T> awaitPresent(String what, @Nullable KafkaFuture<T> future) {
    if (future == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(await(what, future));
    } catch (AdminException e) {
      // A name that no topic can have is found out when it is to be created.
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof InvalidTopicException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static <T> T await(String what, KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new AdminException("Could not " + what + ": " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new AdminException(
          "Could not %s: the cluster did not answer within %d s.%nMaybe the bootstrap servers are wrong or down."
              .formatted(what, TIMEOUT.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminException("Interrupted while trying to " + what + ".", e);
    }
  }
}
