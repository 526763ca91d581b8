package io.shiplog.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.HostPort;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.schemas.object.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Histories of a small cluster, cut somewhere: one scheduler writes what it knows, another goes on with it. */
class CheckpointProperties {

    private static final int NODES = 4;
    private static final int PODS = 8;
    private static final List<String> ASKS = List.of(
            "{}",
            "{\"nodeSelector\":{\"zone\":\"z1\"}}",
            "{\"tolerations\":[{\"key\":\"k\",\"operator\":\"Exists\"},{\"key\":\"t\",\"value\":\"v\"}]}",
            "{\"schedulingGates\":[{\"name\":\"wait\"}]}",
            "{\"schedulerName\":\"other\"}",
            "{\"priority\":7,\"preemptionPolicy\":\"Never\"}",
            "{\"affinity\":{\"nodeAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":"
                    + "{\"nodeSelectorTerms\":[{\"matchFields\":[{\"key\":\"metadata.name\",\"operator\":\"In\","
                    + "\"values\":[\"n1\"]}]},{\"matchExpressions\":[{\"key\":\"zone\",\"operator\":\"NotIn\","
                    + "\"values\":[\"z0\",\"z1\"]}]},{\"matchExpressions\":[{\"key\":\"zone\"}]}]},"
                    + "\"preferredDuringSchedulingIgnoredDuringExecution\":[{\"weight\":3,\"preference\":"
                    + "{\"matchExpressions\":[{\"key\":\"zone\",\"operator\":\"Exists\"}]}}]}}}",
            "{\"affinity\":{\"nodeAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":"
                    + "{\"nodeSelectorTerms\":[]}}}}",
            "{\"affinity\":{\"podAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":["
                    + "{\"topologyKey\":\"zone\",\"labelSelector\":{\"matchLabels\":{\"app\":\"a0\"}},"
                    + "\"namespaces\":[\"default\",\"other\"],"
                    + "\"matchLabelKeys\":[\"app\"]}]},\"podAntiAffinity\":{"
                    + "\"requiredDuringSchedulingIgnoredDuringExecution\":[{\"topologyKey\":\"zone\",\"labelSelector\":"
                    + "{\"matchExpressions\":[{\"key\":\"app\",\"operator\":\"NotIn\",\"values\":[\"a0\"]}]},"
                    + "\"namespaceSelector\":{\"matchLabels\":{\"team\":\"t0\"}}}],"
                    + "\"preferredDuringSchedulingIgnoredDuringExecution\":[{\"weight\":9,\"podAffinityTerm\":"
                    + "{\"topologyKey\":\"zone\",\"labelSelector\":{},\"mismatchLabelKeys\":[\"app\"]}}]}}}",
            "{\"topologySpreadConstraints\":[{\"maxSkew\":2,\"topologyKey\":\"zone\",\"whenUnsatisfiable\":"
                    + "\"DoNotSchedule\",\"labelSelector\":{\"matchLabels\":{\"app\":\"a1\"}},\"minDomains\":2,"
                    + "\"nodeTaintsPolicy\":\"Honor\",\"matchLabelKeys\":[\"app\"]},"
                    + "{\"maxSkew\":1,\"topologyKey\":\"zone\",\"whenUnsatisfiable\":\"ScheduleAnyway\","
                    + "\"nodeAffinityPolicy\":\"Ignore\"}]}",
            "{\"volumes\":[{\"rbd\":{\"monitors\":[\"a\",\"b\"],\"image\":\"i\",\"readOnly\":true}},"
                    + "{\"iscsi\":{\"iqn\":\"t\"}}]}",
            "{\"initContainers\":[{\"name\":\"i\",\"image\":\"init\"}],"
                    + "\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]}",
            "{\"containers\":[{\"name\":\"c\",\"ports\":[{\"hostPort\":80},{\"hostPort\":81,\"protocol\":\"UDP\"}],"
                    + "\"resources\":{\"requests\":{\"example.com/gpu\":\"1\"}}}]}");

    @Property(tries = 500)
    void restoresExactlyTheSnapshotThatReadingFromTheStartGives(
            @ForAll long seed, @ForAll @IntRange(max = 80) int before, @ForAll @IntRange(max = 40) int after)
            throws IOException {
        List<Step> history = history(new Random(seed), before + after);
        Cell writer = new Cell();
        writer.fence(3);
        for (Step step : history.subList(0, before)) {
            step.take(writer);
            writer.cycle();
            writer.passSeconds(0.1);
        }
        Cell restored = new Cell();
        restored.core.restore(read(bytes(writer.core.keep()), restored));
        Cell fromTheStart = new Cell();
        history.subList(0, before).forEach(step -> step.take(fromTheStart));
        assertSame(restored, fromTheStart);
        for (Step step : history.subList(before, history.size())) {
            step.take(restored);
            step.take(fromTheStart);
        }
        assertSame(restored, fromTheStart);
        assertThat(first(restored)).isEqualTo(first(fromTheStart));
        assertSame(restored, fromTheStart);
    }

    /** A waiting pod is read from the file; then one of the same spec comes. */
    @Example
    void sharesTheShapeOfPodsThatWereReadWithThoseThatCome() throws IOException {
        restoresExactlyTheSnapshotThatReadingFromTheStartGives(0, 2, 1);
    }

    @Property(tries = 50)
    void placesNothingAfterARestoreBeforeItsOwnEpochIsEchoed(@ForAll long seed) throws IOException {
        Cell writer = new Cell();
        writer.fence(3);
        history(new Random(seed), 40).forEach(step -> step.take(writer));
        writer.cycle();
        Cell restored = new Cell();
        restored.core.restore(read(bytes(writer.core.keep()), restored));
        assertThat(restored.core.placing()).isFalse();
        assertThat(restored.core.assumedCount()).isZero();
        assertThat(restored.cycle()).isEmpty();
    }

    /** Everything that the first run of a scheduler in a new epoch decides. */
    private static List<Output> first(Cell cell) {
        cell.fence(4);
        return cell.cycle();
    }

    private static void assertSame(Cell restored, Cell fromTheStart) throws IOException {
        assertThat(bytes(restored.core.keep())).isEqualTo(bytes(fromTheStart.core.keep()));
        assertThat(usage(restored.core.snapshot())).isEqualTo(usage(fromTheStart.core.snapshot()));
        assertThat(restored.core.queue().activeCount())
                .isEqualTo(fromTheStart.core.queue().activeCount());
    }

    private static List<String> usage(ClusterSnapshot snapshot) {
        List<String> out = new ArrayList<>();
        out.add(snapshot.resources().names() + " " + snapshot.anyNodePrefersNot() + " "
                + snapshot.nodesWith("init:latest") + " " + snapshot.nodesWith("web:1"));
        out.add(snapshot.namespaces().all().toString());
        for (int i = 0; i < snapshot.size(); i++) {
            NodeInfo node = snapshot.node(i);
            StringBuilder line = new StringBuilder(node.name());
            for (int r = 0; r < snapshot.resources().names().size(); r++) {
                line.append(' ').append(node.requested(r)).append('/').append(node.allocatable(r));
            }
            line.append(' ').append(node.scoringCpuMilli()).append(' ').append(node.scoringMemoryBytes());
            line.append(node.pods().stream()
                    .map(pod -> pod.key().encoded() + pod.uid() + pod.labels() + pod.terminating())
                    .sorted()
                    .toList());
            line.append(node.ports().stream().map(HostPort::toString).sorted().toList());
            out.add(line.toString());
        }
        return out;
    }

    private static byte[] bytes(Kept kept) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        kept.write(new DataOutputStream(out));
        return out.toByteArray();
    }

    private static Kept read(byte[] bytes, Cell by) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        Kept out = Kept.read(in, by.core.snapshot().resources());
        assertThat(in.read()).isNegative();
        return out;
    }

    /** One record of the log. */
    private record Step(ObjectNode object, boolean gone) {

        void take(Cell cell) {
            if (gone) {
                cell.gone(object);
            } else {
                cell.see(object);
            }
        }
    }

    private static List<Step> history(Random random, int length) {
        List<Step> out = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            boolean gone = random.nextInt(6) == 0;
            int what = random.nextInt(12);
            ObjectNode object = what == 0 ? namespace(random) : what < 4 ? node(random) : pod(random);
            out.add(new Step(random.nextInt(12) == 0 ? budget(random) : object, gone));
        }
        return out;
    }

    private static ObjectNode namespace(Random random) {
        return Cell.namespace(random.nextBoolean() ? "default" : "other", "t" + random.nextInt(2));
    }

    private static ObjectNode budget(Random random) {
        return Json.parse("{\"kind\":\"PodDisruptionBudget\",\"apiVersion\":\"policy/v1\",\"metadata\":{\"namespace\":"
                + "\"default\",\"name\":\"b" + random.nextInt(2) + "\"},\"spec\":{\"selector\":{\"matchLabels\":"
                + "{\"app\":\"a1\"}}},\"status\":{\"disruptionsAllowed\":" + random.nextInt(3)
                + ",\"disruptedPods\":{\"p1\":\"2026-01-01T00:00:00Z\"}}}");
    }

    private static ObjectNode node(Random random) {
        ObjectNode node = Cell.node("n" + random.nextInt(NODES), Integer.toString(1 + random.nextInt(8)));
        Json.ensure(node, "metadata", "labels").put("zone", "z" + random.nextInt(3));
        if (random.nextBoolean()) {
            Json.ensure(node, "status", "allocatable").put("example.com/gpu" + random.nextInt(2), "2");
        }
        if (random.nextInt(3) == 0) {
            Json.ensure(node, "status")
                    .putArray("images")
                    .addObject()
                    .put("sizeBytes", 300_000_000L)
                    .putArray("names")
                    .add("init:latest")
                    .add("web:" + random.nextInt(2));
        }
        if (random.nextInt(3) == 0) {
            Json.ensure(node, "spec")
                    .put("unschedulable", random.nextBoolean())
                    .putArray("taints")
                    .addObject()
                    .put("key", "k")
                    .put("effect", random.nextBoolean() ? "NoSchedule" : "PreferNoSchedule");
        }
        return node;
    }

    private static ObjectNode pod(Random random) {
        ObjectNode pod = Cell.pod("p" + random.nextInt(PODS), Integer.toString(random.nextInt(3)));
        ObjectNode spec = Json.ensure(pod, "spec");
        spec.setAll(Json.parse(ASKS.get(random.nextInt(ASKS.size()))));
        ObjectNode metadata = Json.ensure(pod, "metadata");
        if (random.nextInt(8) == 0) {
            metadata.put("uid", Json.textAt(pod, "metadata", "uid") + "-again");
        }
        if (random.nextBoolean()) {
            Json.ensure(metadata, "labels").put("app", "a" + random.nextInt(2));
        }
        if (random.nextInt(8) == 0) {
            metadata.put("deletionTimestamp", "2026-01-01T00:00:00Z");
        }
        if (random.nextInt(3) == 0) {
            spec.put("nodeName", "n" + random.nextInt(NODES + 1));
            Json.ensure(pod, "status")
                    .put("phase", random.nextInt(4) == 0 ? "Succeeded" : "Running")
                    .put("startTime", "2026-01-01T00:00:0" + random.nextInt(10) + "Z");
        } else if (random.nextInt(4) == 0) {
            Json.ensure(pod, "status").put("nominatedNodeName", "n" + random.nextInt(NODES));
        }
        return pod;
    }
}
