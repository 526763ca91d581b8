package io.shiplog.standalone.brokertests;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.shiplog.reconciler.topology.ReconcilerConfig;
import io.shiplog.reconciler.topology.ReconcilerRole;
import io.shiplog.schemas.codec.AvroRecordCodec;
import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.codec.RegistryClient;
import io.shiplog.schemas.codec.SecretCipher;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.standalone.broker.Genesis;
import io.shiplog.standalone.broker.TopicSetup;
import io.shiplog.standalone.registry.RegistryServer;
import io.shiplog.standalone.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A cluster's log on a broker in a container, with our topics and registry; tests start its reconcilers. */
final class BrokerCluster implements AutoCloseable {

    /** Few, so that two reconcilers get some each and a test soon has met every one. */
    static final int PARTITIONS = 4;

    private final KafkaBroker broker;
    private final Genesis genesis;
    private final SchemaRegistry registry;
    private final RegistryServer registryServer;
    private final SecretCipher cipher = new SecretCipher(new byte[32]);
    private final RecordCodec codec;

    private BrokerCluster(KafkaBroker broker, Genesis genesis) throws IOException {
        this.broker = broker;
        this.genesis = genesis;
        this.registry = SchemaRegistry.open(broker.bootstrapServers());
        this.registryServer = RegistryServer.start(registry, genesis.clusterId(), "127.0.0.1", 0);
        this.codec = new AvroRecordCodec(
                new RegistryClient(Map.of("schema.registry.url", "http://127.0.0.1:" + registryServer.port())), cipher);
    }

    static BrokerCluster start() throws IOException, InterruptedException {
        KafkaBroker broker = KafkaBroker.start();
        return new BrokerCluster(broker, TopicSetup.create(broker.bootstrapServers(), PARTITIONS));
    }

    KafkaBroker broker() {
        return broker;
    }

    RecordCodec codec() {
        return codec;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Starts a reconciler in this JVM. Closing it does not take it out of its group: its name may come back. */
    ReconcilerRole reconciler(String instance, Path dir) {
        ClusterContext context = new ClusterContext(
                bootstrapServers(), genesis.clusterId(), PARTITIONS, codec, dir, new SimpleMeterRegistry(), cipher);
        ReconcilerRole role = new ReconcilerRole(context, ReconcilerConfig.defaults(instance));
        role.start();
        return role;
    }

    /** Starts one in a JVM of its own, by the command line, so that it can be killed. */
    Process reconcilerProcess(Path dir) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.shiplog.standalone.cli.Main",
                        "reconciler",
                        "--bootstrap-servers",
                        bootstrapServers(),
                        "--schema-registry",
                        "http://127.0.0.1:" + registryServer.port(),
                        "--metrics-port",
                        "0",
                        "--data-dir",
                        dir.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        dir.resolveSibling(dir.getFileName() + ".console").toFile()))
                .start();
    }

    @Override
    public void close() {
        registryServer.close();
        registry.close();
        broker.close();
    }
}
