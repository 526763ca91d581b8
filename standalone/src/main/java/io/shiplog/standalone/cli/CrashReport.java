package io.shiplog.standalone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.runtime.simulated.JournalReader;
import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.ObjectRef;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.topic.Topics;
import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.DataDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a crash lost or doubled, counted from what is on the topics and, for simulated nodes, from the journal of what
 * really ran.
 *
 * @param lines for the user
 * @param clean nothing lost, nothing doubled, everything that is wanted runs
 */
record CrashReport(List<String> lines, boolean clean) {

    /** Longest wait for quiet: a cluster that is still busy then is reported as it is. */
    private static final long MAX_WAIT_SECONDS = 900;

    /** While pods are missing it must be quiet for so much longer: a full collection of garbage is no quiet. */
    private static final int UNFINISHED_TIMES = 10;

    private static final long PROGRESS_SECONDS = 5;
    /** Details are for looking into, so a few are enough. */
    private static final int MAX_DETAILS = 10;

    private static final String JOURNAL_NAME = "simulated.journal";

    /**
     * Waits until nothing has changed for so many seconds, then counts.
     *
     * @param progress hears every few seconds how far the cluster has come meanwhile
     */
    static CrashReport of(ClusterFile cluster, DataDir dir, int quietSeconds, Consumer<String> progress)
            throws IOException {
        RecordCodec codec = ResourcesReader.codec(cluster, dir);
        try (ResourceHistory history = new ResourceHistory(cluster.bootstrapServers(), codec)) {
            untilQuiet(history, quietSeconds, progress);
            Report report = new Report();
            acknowledged(cluster, codec, history, report);
            wanted(history, report);
            journals(dir, history, report);
            return new CrashReport(report.lines, report.clean);
        }
    }

    private static final class Report {
        final List<String> lines = new ArrayList<>();
        boolean clean = true;

        /** A line with a number that must be 0, and what it is made of. */
        void mustBeNone(String what, List<String> found) {
            lines.add(String.format("%-42s %d%s", what, found.size(), found.isEmpty() ? "" : "  <-- must be 0"));
            found.stream().limit(MAX_DETAILS).forEach(detail -> lines.add("    " + detail));
            clean &= found.isEmpty();
        }

        void number(String what, long number) {
            lines.add(String.format("%-42s %d", what, number));
        }
    }

    private static void untilQuiet(ResourceHistory history, int quietSeconds, Consumer<String> progress) {
        long begun = System.nanoTime();
        long since = begun;
        long told = begun;
        long now = begun;
        long quiet = TimeUnit.SECONDS.toNanos(quietSeconds);
        while (now - begun < TimeUnit.SECONDS.toNanos(MAX_WAIT_SECONDS)
                && (now - since < quiet || (now - since < quiet * UNFINISHED_TIMES && !finished(history)))) {
            boolean busy = history.read() || !history.atEnd();
            now = System.nanoTime();
            since = busy ? now : since;
            if (now - told > TimeUnit.SECONDS.toNanos(PROGRESS_SECONDS)) {
                told = now;
                progress.accept("not quiet yet, " + history.running() + " pods run");
            }
        }
    }

    private static boolean finished(ResourceHistory history) {
        Report report = new Report();
        wanted(history, report);
        return report.clean;
    }

    /** Each positive answer names a uid and a version counter: a record that holds them, or a later one, must exist. */
    private static void acknowledged(ClusterFile cluster, RecordCodec codec, ResourceHistory history, Report report) {
        List<String> lost = new ArrayList<>();
        List<String> twice = new ArrayList<>();
        Set<String> requests = new HashSet<>();
        int[] acknowledged = {0};
        ResourcesReader.read(cluster.bootstrapServers(), Topics.REPLIES, record -> {
            if (!(codec.decode(Topics.REPLIES, record.value()) instanceof Reply reply)) {
                return;
            }
            ObjectRef ref = reply.getRef();
            // A request to every partition, or about several pods, is answered once by each and for each.
            if (!requests.add(reply.getRequestId() + " " + reply.getPartition() + " " + ref)) {
                twice.add("request " + reply.getRequestId() + " by partition " + reply.getPartition());
            }
            boolean hasEffect = reply.getCode() < 300
                    && ref != null
                    && reply.getObject() == null
                    && !reply.getUid().isEmpty();
            if (hasEffect && !ref.getKind().equals("Event")) {
                acknowledged[0]++;
                if (history.newestVersion(reply.getUid()) < reply.getVersion()) {
                    lost.add(ref.getKind() + " " + ref.getNamespace() + "/" + ref.getName() + " version "
                            + reply.getVersion());
                }
            }
        });
        report.number("acknowledged changes looked at", acknowledged[0]);
        report.mustBeNone("acknowledged changes that are lost", lost);
        report.mustBeNone("requests answered twice", twice);
    }

    /** ReplicaSets against the pods that they own. */
    private static void wanted(ResourceHistory history, Report report) {
        Map<String, Integer> pods = new HashMap<>();
        Map<String, Integer> running = new HashMap<>();
        long total = 0;
        for (ResourceEnvelope envelope : history.current().values()) {
            if (envelope.getKind().equals("Pod") && envelope.getDeletionMillis() == 0) {
                pods.merge(envelope.getOwnerUid(), 1, Integer::sum);
                boolean runs = envelope.getPhase().equals("Running");
                running.merge(envelope.getOwnerUid(), runs ? 1 : 0, Integer::sum);
                total += runs ? 1 : 0;
            }
        }
        List<String> tooMany = new ArrayList<>();
        List<String> tooFew = new ArrayList<>();
        long desired = 0;
        for (ResourceEnvelope envelope : history.current().values()) {
            if (!envelope.getKind().equals("ReplicaSet")) {
                continue;
            }
            long want = Json.longAt(tree(envelope), 1, "spec", "replicas");
            desired += want;
            String name = envelope.getNamespace() + "/" + envelope.getName();
            int have = pods.getOrDefault(envelope.getUid(), 0);
            int runs = running.getOrDefault(envelope.getUid(), 0);
            if (have > want) {
                tooMany.add("ReplicaSet " + name + " wants " + want + " and has " + have);
            }
            if (runs < want) {
                tooFew.add("ReplicaSet " + name + " wants " + want + ", " + runs + " run");
            }
        }
        report.number("replicas wanted", desired);
        report.number("pods running", total);
        report.mustBeNone("ReplicaSets with pods too many", tooMany);
        report.mustBeNone("ReplicaSets with pods too few", tooFew);
    }

    /** What simulated nodes really started and stopped. */
    private static void journals(DataDir dir, ResourceHistory history, Report report) throws IOException {
        List<Path> journals = List.of();
        Path roles = dir.root().resolve("roles");
        if (Files.exists(roles)) {
            try (Stream<Path> found = Files.walk(roles)) {
                journals = found.filter(file -> file.endsWith(JOURNAL_NAME)).toList();
            }
        }
        if (journals.isEmpty()) {
            return;
        }
        JournalReader.Report ran = JournalReader.read(journals);
        Set<String> known = new HashSet<>();
        history.current().values().forEach(envelope -> known.add(envelope.getUid()));
        report.number("containers started in all", ran.starts());
        report.mustBeNone("pods that ran twice at once", List.copyOf(ran.twice().keySet()));
        report.mustBeNone(
                "containers that run for a pod that is gone",
                ran.liveByUid().keySet().stream()
                        .filter(uid -> !known.contains(uid))
                        .toList());
    }

    private static ObjectNode tree(ResourceEnvelope envelope) {
        byte[] json = new byte[envelope.getObject().remaining()];
        envelope.getObject().duplicate().get(json);
        return Json.parse(json);
    }
}
