package io.millrace.topics.admin;

import io.millrace.topics.catalog.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Reads topics from a cluster and carries operations out on it. Closing it closes its connection.
 */
public final class TopicAdmin implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

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
    List<String> present = new ArrayList<>(names);
    present.retainAll(await("list the topics", admin.listTopics().names()));
    Map<String, TopicDescription> descriptions =
        await("describe the topics", admin.describeTopics(present).allTopicNames());
    List<ConfigResource> resources =
        present.stream().map(n -> new ConfigResource(ConfigResource.Type.TOPIC, n)).toList();
    Map<ConfigResource, Config> configs =
        await("read the topics' settings", admin.describeConfigs(resources).all());
    Map<String, FoundTopic> found = new TreeMap<>();
    configs.forEach(
        (resource, config) -> {
          Map<String, String> settings = new HashMap<>();
          for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null) {
              settings.put(entry.name(), entry.value());
            }
          }
          TopicDescription description = descriptions.get(resource.name());
          int lanes = description == null ? 0 : description.partitions().size();
          found.put(resource.name(), new FoundTopic(resource.name(), lanes, settings));
        });
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
   * Plans and does it.
   *
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
    return operations;
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
    // KeepLanes is a statement, not an act.
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
