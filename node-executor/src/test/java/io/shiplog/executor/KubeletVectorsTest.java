package io.shiplog.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.Environment;
import io.shiplog.executor.pod.PodObserver;
import io.shiplog.executor.pod.PodPhase;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.pod.PodStates;
import io.shiplog.executor.pod.PodSync;
import io.shiplog.executor.pod.PortMapping;
import io.shiplog.executor.pod.Probing;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.pod.UnmetConfigException;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.RuntimeCall.Probe;
import io.shiplog.executor.runtime.RuntimeCall.ProbeKind;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** What the kubelet decides, row by row; what the control plane makes of it is the reconciler's. */
class KubeletVectorsTest {

    private static final Map<String, VectorCase> KINDS = Map.of(
            "pod-phase", KubeletVectorsTest::phase,
            "container-restart", KubeletVectorsTest::restart,
            "env-expansion", KubeletVectorsTest::env,
            "command-expansion", KubeletVectorsTest::command,
            "subpath-expansion", KubeletVectorsTest::subPath,
            "port-mapping", KubeletVectorsTest::ports,
            "probe-initial-delay", KubeletVectorsTest::initialDelay,
            "probe-round", KubeletVectorsTest::round,
            "probe-after-exit", KubeletVectorsTest::afterExit);

    @TestFactory
    Stream<DynamicNode> vectors() {
        return Vectors.tests(KubeletVectorsTest.class, List.of("kubelet-logic.json"), KINDS);
    }

    private static void phase(ObjectNode row) throws Exception {
        PodRun pod = PodStates.of((ObjectNode) row.get("pod"));
        String phase = PodPhase.of(
                pod,
                row.get("podIsTerminal").asBoolean(),
                row.get("podHasInitialized").asBoolean());
        assertThat(phase).isEqualTo(Json.textAt(row, "expect"));
    }

    private static void restart(ObjectNode row) {
        PodRun pod = pod(Json.textAt(row, "restartPolicy"), "{\"name\":\"c\"}");
        ObjectNode newest = Json.objectsAt(row, "history").stream().findFirst().orElse(Json.object());
        switch (Json.textAt(newest, "state")) {
            case "running" -> PodStates.runs(pod, 0);
            case "exited" -> PodStates.ends(pod, 0, newest.get("exitCode").asInt());
            default -> {
                // never created, or nobody knows what became of it
            }
        }
        if (row.get("podDeleted").asBoolean()) {
            pod.stop(2, 30);
        }
        List<RuntimeCall> calls = new ArrayList<>();
        PodSync.sync(pod, PodStates.NODE, 3, calls);
        assertThat(calls.stream().anyMatch(StartContainer.class::isInstance))
                .isEqualTo(row.get("expect").asBoolean());
    }

    private static void env(ObjectNode row) {
        assertThat(Environment.expand(Json.textAt(row, "input"), Json.mapAt(row, "variables")))
                .isEqualTo(Json.textAt(row, "expect"));
    }

    private static void command(ObjectNode row) {
        for (String field : List.of("command", "args")) {
            assertThat(Environment.expand(Json.textsAt(row, field), Json.mapAt(row, "variables")))
                    .isEqualTo(Json.textsAt(row, "expect", field));
        }
    }

    private static void subPath(ObjectNode row) throws UnmetConfigException {
        String expression = Json.textAt(row, "subPathExpr");
        Map<String, String> variables = Json.mapAt(row, "variables");
        if (row.at("/expect/ok").asBoolean()) {
            assertThat(Environment.subPath(expression, variables)).isEqualTo(Json.textAt(row, "expect", "subPath"));
        } else {
            assertThatThrownBy(() -> Environment.subPath(expression, variables))
                    .isInstanceOf(UnmetConfigException.class);
        }
    }

    private static void ports(ObjectNode row) {
        ObjectNode expected = Json.object();
        expected.set("ports", row.get("expect"));
        List<PortMapping> wanted = new ArrayList<>();
        for (ObjectNode port : Json.objectsAt(expected, "ports")) {
            wanted.add(new PortMapping(
                    Json.textAt(port, "protocol"),
                    port.get("containerPort").asInt(),
                    port.get("hostPort").asInt(),
                    Json.textAt(port, "hostIP")));
        }
        assertThat(PortMapping.of(row)).isEqualTo(wanted);
    }

    private static void initialDelay(ObjectNode row) {
        PodRun pod = probed(row, row.get("initialDelaySeconds").asInt(), "Always");
        PodStates.runs(pod, 0);
        pass(pod, 1 + row.get("containerRunningForSeconds").asLong() * 1000);
        expect(pod, row);
    }

    private static void round(ObjectNode row) {
        String situation = Json.textAt(row, "situation");
        PodRun pod = probed(row, 0, situation.contains("Never") ? "Never" : "Always");
        switch (situation) {
            case "pod status unknown" -> pod = fresh(pod);
            case "pod phase Failed" -> pod.finishedBefore(false, "", "");
            case "no status for the container" -> {
                // as it is
            }
            case "pod deleted, container running" -> {
                PodStates.runs(pod, 0);
                pod.stop(2, 30);
            }
            case "container waiting" -> PodStates.waits(pod, 0);
            case "container terminated, pod restart policy Never" -> PodStates.ends(pod, 0, 1);
            default -> {
                PodStates.runs(pod, 0);
                pass(pod, 2);
            }
        }
        expect(pod, row);
    }

    private static void afterExit(ObjectNode row) {
        ObjectNode container = Json.object();
        container.put("name", "c").put("restartPolicy", Json.textAt(row, "containerRestartPolicy"));
        if (row.has("restartOnExitCodes")) {
            ObjectNode rule = container.putArray("restartPolicyRules").addObject();
            rule.put("action", "Restart").putObject("exitCodes").put("operator", "In");
            ((ObjectNode) rule.get("exitCodes")).set("values", row.get("restartOnExitCodes"));
        }
        PodRun pod = pod("Always", Json.text(container));
        PodStates.ends(pod, 0, row.get("exitCode").asInt());
        assertThat(Probing.goesOn(pod, 0, ProbeKind.LIVENESS))
                .isEqualTo(row.at("/expect/keepProbing").asBoolean());
    }

    private static void expect(PodRun pod, ObjectNode row) {
        ProbeKind kind = kind(row);
        assertThat(Probing.goesOn(pod, 0, kind))
                .isEqualTo(row.at("/expect/keepProbing").asBoolean());
        String result = row.at("/expect/result").asText("null");
        assertThat(String.valueOf(Probing.result(pod, 0, kind))).isEqualToIgnoringCase(result);
    }

    /** One look: what is asked succeeds. */
    private static void pass(PodRun pod, long now) {
        List<RuntimeCall> calls = new ArrayList<>();
        PodSync.sync(pod, PodStates.NODE, now, calls);
        for (RuntimeCall call : calls) {
            if (call instanceof Probe probe) {
                PodObserver.observe(
                        pod, new Observation.Probed("n1", "u1", 0, probe.attempt(), now, probe.kind(), true, ""));
            }
        }
    }

    private static ProbeKind kind(ObjectNode row) {
        return ProbeKind.valueOf(Json.textAt(row, "probeType").toUpperCase(Locale.ROOT));
    }

    private static PodRun probed(ObjectNode row, int initialDelaySeconds, String restartPolicy) {
        return pod(
                restartPolicy,
                "{\"name\":\"c\",\"" + Json.textAt(row, "probeType") + "Probe\":{\"exec\":{\"command\":[\"true\"]},"
                        + "\"initialDelaySeconds\":" + initialDelaySeconds + "}}");
    }

    private static PodRun pod(String restartPolicy, String container) {
        ObjectNode pod = Json.parse(
                "{\"spec\":{\"restartPolicy\":\"" + restartPolicy + "\",\"containers\":[" + container + "]}}");
        return PodStates.of(pod);
    }

    private static PodRun fresh(PodRun like) {
        return new PodRun(
                new PodRef("n1", "default", "web", "u1"),
                new Templates().parse(like.template().source()),
                1);
    }
}
