package io.shiplog.standalone.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Controller and broker of a node that is alone in its cluster. What Kafka's own combined server does, with one step
 * between the two: a predecessor that was killed is signed off before the broker starts.
 *
 * <p>Without that step the new broker first leads every partition in the predecessor's name, starts to load its
 * coordinators, loses the partitions when the predecessor's session ends, and loads all again. The end of the first
 * load
 * is then taken for the end of the second: a group coordinator answers from half of its log, and a transaction's marker
 * that arrives meanwhile is forgotten, so that the offsets committed in it stay unstable for good. Here a predecessor
 * cannot be alive, since it would hold the lock of the directory.
 */
final class KraftNode {

    private static final Logger LOG = LoggerFactory.getLogger(KraftNode.class);
    /** The broker leaves this file in its log directory when it stops in good order. */
    private static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

    private static final long PATIENCE_SECONDS = 60;
    private static final long LOOK_MILLIS = 2;

    private final ControllerServer controller;
    private final BrokerServer broker;

    private KraftNode(ControllerServer controller, BrokerServer broker) {
        this.controller = controller;
        this.broker = broker;
    }

    /**
     * Starts both and returns when the broker serves clients.
     *
     * @param logs the formatted log directory
     * @throws IOException when the controller does not take up its work
     */
    static KraftNode start(KafkaConfig config, Path logs) throws IOException {
        boolean killed = !Files.exists(logs.resolve(CLEAN_SHUTDOWN));
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directory =
                KafkaRaftServer.initializeLogDirs(config, LOG, "");
        Metrics metrics = Server.initializeMetrics(
                config, Time.SYSTEM, directory._1.clusterId().orElseThrow());
        SharedServer shared = new SharedServer(
                config,
                directory._1,
                Time.SYSTEM,
                metrics,
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
                (name, fatal, action) -> faults(name, fatal, action, logs),
                ServerSocketFactory.INSTANCE);
        BrokerServer broker = new BrokerServer(shared);
        ControllerServer controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directory._2);
        controller.startup();
        if (killed) {
            signOff(controller.controller(), config.nodeId());
        }
        broker.startup();
        return new KraftNode(controller, broker);
    }

    /** Kafka's own, which end the process when a fault is fatal; before that the user is told what to do. */
    private static FaultHandler faults(String name, boolean fatal, Runnable action, Path logs) {
        FaultHandler usual = new StandardFaultHandlerFactory().build(name, fatal, action);
        if (!fatal) {
            return usual;
        }
        return (message, cause) -> {
            System.err.println("error: The Kafka broker cannot go on (" + name + "): " + message
                    + (cause == null ? "" : ": " + cause.getMessage()));
            System.err.println("  Is the disk of " + logs + " full (./shiplog doctor)? Free some space and start again;"
                    + " everything acknowledged is kept.");
            return usual.handleFault(message, cause);
        };
    }

    /** Removes the registration of the predecessor, and with it its leaderships and its session. */
    private static void signOff(Controller controller, int nodeId) throws IOException {
        try {
            awaitActive(controller);
            ControllerRequestContext context = new ControllerRequestContext(
                    new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
            controller.unregisterBroker(context, nodeId).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // A new cluster has no predecessor.
            if (!(e.getCause() instanceof BrokerIdNotRegisteredException)) {
                throw new IOException("Kafka's controller does not work: " + e.getCause(), e);
            }
        } catch (TimeoutException e) {
            throw new IOException("Kafka's controller did not start within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void awaitActive(Controller controller) throws InterruptedException, TimeoutException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!controller.isActive()) {
            if (System.nanoTime() > giveUp) {
                throw new TimeoutException();
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Stops in good order, the broker first: it hands back its leaderships to the controller. */
    void stop() {
        broker.shutdown();
        controller.shutdown();
        broker.awaitShutdown();
        controller.awaitShutdown();
    }
}
