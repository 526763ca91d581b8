package io.shiplog.standalone.brokertests;

import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.standalone.broker.Ports;
import io.shiplog.standalone.images.DockerCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Kafka as others run it, in a container of its own. It keeps its port, so that it can be stopped and started again
 * under its clients. What is left when the tests are killed is removed by its label when this JVM ends.
 */
final class KafkaBroker implements AutoCloseable {

    private static final String LABEL = "io.shiplog.test";
    private static final String RUN = UUID.randomUUID().toString();
    private static final int PORT_INSIDE = 9092;

    /**
     * In place of Testcontainers' own command, which runs the start script as soon as there is a file of that name:
     * on a busy machine it is still being written then, and the container ends with "text file busy".
     */
    private static final String COMMAND_INSIDE = "until grep -qs /etc/kafka/docker/run /tmp/testcontainers_start.sh;"
            + " do sleep 0.1; done; exec sh /tmp/testcontainers_start.sh";

    private static final Duration COMMAND = Duration.ofSeconds(30);
    private static final Duration START = Duration.ofSeconds(90);

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(KafkaBroker::removeLeftovers, "remove-kafka"));
    }

    private final KafkaContainer container;

    private KafkaBroker(KafkaContainer container) {
        this.container = container;
    }

    /** Starts a broker without data; returns when it serves. */
    static KafkaBroker start() throws IOException, InterruptedException {
        KafkaImage.require();
        KafkaContainer container = new KafkaContainer(DockerImageName.parse(KafkaImage.NAME))
                .withLabel(LABEL, RUN)
                .withCommand("sh", "-c", COMMAND_INSIDE)
                // Kafka looks every 10 s for transactions that took too long; killed reconcilers are waited for here.
                .withEnv("KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "500")
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4")
                .withStartupTimeout(START);
        container.setPortBindings(List.of(Ports.free() + ":" + PORT_INSIDE));
        container.start();
        return new KafkaBroker(container);
    }

    /** Kafka's bootstrap.servers, the same after a restart. */
    String bootstrapServers() {
        return container.getBootstrapServers();
    }

    /** Stops the broker in good order, as a rolling restart does, and returns when it is gone. */
    void stop() throws InterruptedException {
        // Process 1 is the start script, which does not hand signals on.
        String id = container.getContainerId();
        DockerCommand.ok(COMMAND, "exec", id, "sh", "-c", "kill -TERM $(pidof java)");
        DockerCommand.ok(COMMAND, "wait", id);
    }

    /** Starts it again on its data; returns when it serves. */
    void startAgain() throws InterruptedException, ExecutionException {
        DockerCommand.ok(COMMAND, "start", container.getContainerId());
        Properties settings = KafkaSettings.admin(bootstrapServers(), "broker-returns");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(START.toMillis()));
        try (Admin admin = Admin.create(settings)) {
            admin.describeCluster().nodes().get();
        }
    }

    /** The last lines that the broker said. */
    String said() throws InterruptedException {
        return DockerCommand.run(COMMAND, "logs", "--tail", "50", container.getContainerId())
                .out();
    }

    @Override
    public void close() {
        container.stop();
    }

    private static void removeLeftovers() {
        try {
            String found = DockerCommand.run(COMMAND, "ps", "-aq", "--filter", "label=" + LABEL + "=" + RUN)
                    .out();
            List<String> remove = new ArrayList<>(List.of("rm", "-f", "-v"));
            found.lines().filter(id -> id.matches("[0-9a-f]+")).forEach(remove::add);
            if (remove.size() > 3) {
                DockerCommand.run(COMMAND, remove.toArray(String[]::new));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
