package io.shiplog.standalone.cli;

import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.standalone.cell.ClusterFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Roles, nodes, pods and how far behind the readers are. */
@Command(name = "status", description = "Show what runs and how it is.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    private static final Pattern ROLE =
            Pattern.compile("^shiplog_role_ready\\{role=\"([^\"]+)\"} ([01]).*$", Pattern.MULTILINE);
    private static final Duration ONE_ANSWER = Duration.ofSeconds(5);

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DataDirOption data;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ClusterFile cluster = data.running();
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "cluster   process %d, up for %s%n",
                cluster.pid(), human(Duration.between(cluster.pidStarted(), Instant.now())));
        out.println("runtime   " + cluster.runtime() + ": " + cluster.runtimeWhy());
        out.println(
                "api       " + cluster.apiUrl() + "  (KUBECONFIG=" + data.dir().kubeconfig() + ")");
        out.println("kafka     " + cluster.bootstrapServers());
        out.println("registry  " + cluster.registryUrl());
        out.println("metrics   " + cluster.metricsUrl());
        boolean ready = roles(cluster, out);
        objects(cluster, out);
        lag(cluster, out);
        return ready ? 0 : 1;
    }

    private static boolean roles(ClusterFile cluster, PrintWriter out) throws InterruptedException {
        boolean all = true;
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(cluster.metricsUrl()))
                                    .timeout(ONE_ANSWER)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            Matcher found = ROLE.matcher(answer.body());
            while (found.find()) {
                boolean ready = found.group(2).equals("1");
                all &= ready;
                out.printf("role      %-20s %s%n", found.group(1), ready ? "ready" : "NOT READY");
            }
        } catch (IOException e) {
            all = false;
            out.println("roles     do not answer: " + e.getMessage());
        }
        return all;
    }

    private void objects(ClusterFile cluster, PrintWriter out) throws IOException {
        Map<String, Integer> phases = new TreeMap<>();
        int nodes = 0;
        int nodesReady = 0;
        for (ResourceEnvelope envelope : ResourcesReader.current(
                        cluster.bootstrapServers(), ResourcesReader.codec(cluster, data.dir()))
                .values()) {
            if (envelope.getKind().equals("Pod")) {
                phases.merge(envelope.getPhase().isEmpty() ? "Pending" : envelope.getPhase(), 1, Integer::sum);
            } else if (envelope.getKind().equals("Node")) {
                nodes++;
                nodesReady += isReady(envelope) ? 1 : 0;
            }
        }
        out.println("nodes     " + nodes + ", " + nodesReady + " ready");
        out.println("pods      "
                + phases.values().stream().mapToInt(Integer::intValue).sum() + (phases.isEmpty() ? "" : " " + phases));
    }

    private static boolean isReady(ResourceEnvelope node) {
        byte[] json = new byte[node.getObject().remaining()];
        node.getObject().duplicate().get(json);
        return Json.objectsAt(Json.parse(json), "status", "conditions").stream()
                .anyMatch(c -> Json.textAt(c, "type").equals("Ready")
                        && Json.textAt(c, "status").equals("True"));
    }

    private static void lag(ClusterFile cluster, PrintWriter out) throws InterruptedException {
        try (Admin admin = Admin.create(KafkaSettings.admin(cluster.bootstrapServers(), "shiplog-cli"))) {
            for (var group : admin.listGroups().all().get()) {
                String id = group.groupId();
                var committed = admin.listConsumerGroupOffsets(Map.of(id, new ListConsumerGroupOffsetsSpec()))
                        .partitionsToOffsetAndMetadata(id)
                        .get();
                Map<TopicPartition, OffsetSpec> latest = new TreeMap<>(
                        Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
                committed.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
                var ends = admin.listOffsets(latest).all().get();
                long lag = 0;
                for (var entry : committed.entrySet()) {
                    var end = ends.get(entry.getKey());
                    if (entry.getValue() != null && end != null) {
                        lag += Math.max(0, end.offset() - entry.getValue().offset());
                    }
                }
                out.println("lag       " + id + ": " + lag + " records (markers of transactions count as one each)");
            }
        } catch (ExecutionException e) {
            out.println("lag       the broker does not answer: " + e.getMessage());
        }
    }

    private static String human(Duration up) {
        return up.toHours() > 0
                ? up.toHours() + "h" + up.toMinutesPart() + "m"
                : up.toMinutes() > 0 ? up.toMinutes() + "m" + up.toSecondsPart() + "s" : up.toSeconds() + "s";
    }
}
