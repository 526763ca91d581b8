package io.shiplog.reconciler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.record.ConfigureNode;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.record.PodStatusReport;
import io.shiplog.schemas.record.RunPod;
import io.shiplog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfigurationsTest {

    private static final String KEY = "n1/ConfigMap/red/app";

    private EngineHarness harness = new EngineHarness();
    private int read;

    @BeforeEach
    void namespace() {
        harness = new EngineHarness();
        harness.namespace("red");
        read = 0;
    }

    private void config(String value) {
        harness.create(Kinds.CONFIG_MAP, "red", "{'metadata':{'name':'app'},'data':{'k':'" + value + "'}}");
    }

    private void pod(String name, String node) {
        harness.create(
                Kinds.POD,
                "red",
                "{'metadata':{'name':'" + name + "'},'spec':{'nodeName':'" + node
                        + "','terminationGracePeriodSeconds':5,'containers':[{'name':'c','image':'i',"
                        + "'envFrom':[{'configMapRef':{'name':'app'}}]}]}}");
    }

    private void gone(String name, String node) {
        var pod = harness.state.get(Kinds.POD.key("red", name));
        assertThat(pod).isNotNull();
        PodStatusReport report = PodStatusReport.newBuilder()
                .setNode(node)
                .setEpoch(Long.MAX_VALUE)
                .setName(name)
                .setUid(pod.uid())
                .setSequence(1)
                .setPhase("Succeeded")
                .setStartTimeMillis(0)
                .setContainers(List.of())
                .setEvents(List.of())
                .setGone(true)
                .build();
        harness.send(PodStatusBatch.newBuilder()
                .setNamespace("red")
                .setHost("host")
                .setPods(List.of(report))
                .build());
    }

    /** What was written to node-commands since the last call, by key and kind of record. */
    private List<String> told() {
        List<String> out = new ArrayList<>();
        for (; read < harness.outs.size(); read++) {
            Out record = harness.outs.get(read);
            if (record.topic().equals(Topics.NODE_COMMANDS)) {
                String what = "-";
                if (record.value() instanceof ConfigureNode configure) {
                    what = Json.textAt(Json.parse(text(configure)), "data", "k");
                } else if (record.value() != null) {
                    what = record.value().getClass().getSimpleName();
                }
                String uid = record.value() instanceof RunPod run ? run.getUid() : "";
                out.add((uid.isEmpty() ? record.key() : record.key().replace(uid, "pod")) + " " + what);
            }
        }
        return out;
    }

    private static String text(ConfigureNode record) {
        return StandardCharsets.UTF_8.decode(record.getObject().duplicate()).toString();
    }

    @Test
    void aNodeIsToldOnceAndAheadOfTheFirstPodThatNeedsIt() {
        config("1");
        pod("a", "n1");
        pod("b", "n1");
        pod("c", "n2");
        assertThat(told())
                .containsExactly(
                        KEY + " 1", "n1/pod RunPod", "n1/pod RunPod", "n2/ConfigMap/red/app 1", "n2/pod RunPod");
    }

    @Test
    void everyNodeWithSuchPodsHearsOfAChangeThatMattersAndOfTheEnd() {
        pod("a", "n1");
        pod("b", "n2");
        assertThat(told()).containsExactly("n1/pod RunPod", "n2/pod RunPod");
        config("1");
        assertThat(told()).containsExactly(KEY + " 1", "n2/ConfigMap/red/app 1");
        harness.patch(Kinds.CONFIG_MAP, "red", "app", "", "{'data':{'k':'2'}}");
        assertThat(told()).containsExactly(KEY + " 2", "n2/ConfigMap/red/app 2");
        harness.patch(Kinds.CONFIG_MAP, "red", "app", "", "{'metadata':{'labels':{'x':'y'}}}");
        assertThat(told()).isEmpty();
        harness.delete(Kinds.CONFIG_MAP, "red", "app", "Background");
        assertThat(told()).containsExactly(KEY + " -", "n2/ConfigMap/red/app -");
    }

    @Test
    void theLastPodTakesItsConfigurationAlong() {
        config("1");
        pod("a", "n1");
        pod("b", "n1");
        told();
        harness.delete(Kinds.POD, "red", "a", "Background");
        gone("a", "n1");
        assertThat(told()).noneMatch(line -> line.startsWith(KEY));
        harness.delete(Kinds.POD, "red", "b", "Background");
        assertThat(told()).noneMatch(line -> line.startsWith(KEY));
        gone("b", "n1");
        assertThat(told()).endsWith(KEY + " -");
        pod("c", "n1");
        assertThat(told()).first().isEqualTo(KEY + " 1");
    }

    @Test
    void manyNodesHearOfALargeObjectASliceFullAtATime() {
        for (int i = 0; i < 30; i++) {
            pod("p" + i, "n" + i);
        }
        told();
        int before = harness.slices.size();
        config("x".repeat(100_000));
        assertThat(told()).hasSize(30).doesNotHaveDuplicates();
        List<Integer> sizes = new ArrayList<>();
        harness.slices
                .subList(before, harness.slices.size())
                .forEach(slice -> sizes.add((int) slice.stream()
                        .filter(out -> out.value() instanceof ConfigureNode)
                        .count()));
        assertThat(sizes).hasSizeGreaterThan(2).allMatch(size -> size <= 11);
    }

    @Test
    void aRestartBetweenTwoSlicesGoesOnWhereTheLastOneEnded() {
        for (int i = 0; i < 30; i++) {
            pod("p" + i, "n" + i);
        }
        harness.create(Kinds.CONFIG_MAP, "red", "{'metadata':{'name':'app'},'data':{'k':'small'}}");
        told();
        harness.stepPatch(Kinds.CONFIG_MAP, "red", "app", "{'data':{'k':'" + "y".repeat(100_000) + "'}}");
        harness.restart();
        harness.drain();
        assertThat(told()).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void afterARebuildEveryNodeIsToldWhatItNeeds() {
        config("1");
        pod("a", "n1");
        pod("b", "n2");
        told();
        harness.rebuild();
        harness.advance(1);
        assertThat(told()).containsExactly(KEY + " 1", "n2/ConfigMap/red/app 1");
    }

    @Test
    void whatNodesWereToldIsWhatTheStateSays() {
        Map<String, String> last = new LinkedHashMap<>();
        config("1");
        for (int round = 0; round < 20; round++) {
            String node = "n" + round % 3;
            pod("p" + round, node);
            if (round % 4 == 1) {
                harness.delete(Kinds.CONFIG_MAP, "red", "app", "Background");
            } else if (round % 4 == 3) {
                config("v" + round);
            }
            if (round % 2 == 0) {
                harness.delete(Kinds.POD, "red", "p" + round, "Background");
                gone("p" + round, node);
            }
            told().stream().filter(line -> line.contains("/ConfigMap/")).forEach(line -> {
                String[] parts = line.split(" ");
                if (parts[1].equals("-")) {
                    last.remove(parts[0]);
                } else {
                    last.put(parts[0], parts[1]);
                }
            });
            var object = harness.state.get(Kinds.CONFIG_MAP.key("red", "app"));
            Map<String, String> wanted = new LinkedHashMap<>();
            if (object != null) {
                String value = Json.textAt(object.tree(), "data", "k");
                harness.list(Kinds.POD, "red").forEach(pod -> wanted.put(pod.node() + "/ConfigMap/red/app", value));
            }
            assertThat(last).isEqualTo(wanted);
        }
    }
}
