package io.shiplog.scheduler.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.config.SchedulerConfiguration;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.BindPods;
import io.shiplog.schemas.record.Binding;
import io.shiplog.schemas.record.ObjectRef;
import io.shiplog.schemas.record.PodsUnschedulable;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.UnschedulablePod;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A SchedulerCore with a clock that a test moves, and the cluster's side of the talk played by hand. */
final class Cell {

    static final int PARTITIONS = 4;

    final SchedulerCore core;
    Instant now = Instant.ofEpochSecond(1_000_000);
    int registrations;

    Cell() {
        this(SchedulerConfiguration.defaults());
    }

    Cell(SchedulerConfiguration configuration) {
        core = new SchedulerCore(new SchedulerSettings("default-scheduler", "s1", PARTITIONS, 0, configuration));
    }

    static ObjectNode node(String name, String cpu) {
        ObjectNode node = Json.parse("{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\"},\"status\":{\"allocatable\":{\"cpu\":\"" + cpu + "\",\"memory\":\"64Gi\",\"pods\":\"110\"}}}");
        Json.ensure(node, "spec");
        return node;
    }

    static ObjectNode namespace(String name, String team) {
        return Json.parse("{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"team\":\"" + team + "\"}}}");
    }

    static ObjectNode pod(String name, String cpu) {
        return Json.parse("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"namespace\":\"default\",\"name\":\""
                + name + "\",\"uid\":\"uid-" + name + "\"},\"spec\":{\"schedulerName\":\"default-scheduler\","
                + "\"containers\":[{\"name\":\"c\",\"resources\":{\"requests\":{\"cpu\":\"" + cpu
                + "\",\"memory\":\"1Gi\"}}}]}}");
    }

    void see(ObjectNode object) {
        core.onResource(null, KubeObject.of(object, 1));
    }

    void gone(ObjectNode object) {
        core.onResource(KubeObject.of(object, 1), null);
    }

    void bound(String name, String cpu, String node) {
        ObjectNode pod = pod(name, cpu);
        Json.ensure(pod, "spec").put("nodeName", node);
        see(pod);
    }

    List<Output> register() {
        registrations++;
        return core.start(now);
    }

    /** Every partition echoes the epoch, and the log is read to its end. */
    void fence(long epoch) {
        register();
        echo(epoch, 0, PARTITIONS);
        core.caughtUp();
    }

    void echo(long epoch, int from, int to) {
        for (int partition = from; partition < to; partition++) {
            core.onReply(
                    Reply.newBuilder()
                            .setRequestId("s1/register/" + registrations)
                            .setPartition(partition)
                            .setCode(200)
                            .setEpoch(epoch)
                            .build(),
                    now);
        }
    }

    List<Output> refuse(String pod, long epoch, String message) {
        return refuse(pod, epoch, StatusException.conflict("", "pods/binding", pod, message));
    }

    List<Output> refuseAsStale(String pod, long epoch) {
        return refuse(
                pod,
                epoch,
                StatusException.conflict("", "pods/binding", pod, "any words")
                        .withCause(StatusException.STALE_SCHEDULER_EPOCH, "any words"));
    }

    private List<Output> refuse(String pod, long epoch, StatusException refusal) {
        return core.onReply(
                Reply.newBuilder()
                        .setRequestId("s1/bind/" + epoch)
                        .setPartition(0)
                        .setCode(409)
                        .setRef(new ObjectRef("", "Pod", "default", pod))
                        .setStatus(ByteBuffer.wrap(Json.bytes(refusal.status())))
                        .build(),
                now);
    }

    void passSeconds(double seconds) {
        now = now.plusMillis((long) (seconds * 1000));
    }

    List<Output> cycle() {
        return core.cycle(10_000, now);
    }

    /** Pod name to node of all placements in these outputs. */
    static Map<String, String> bindings(List<Output> outputs) {
        Map<String, String> out = new HashMap<>();
        for (Output output : outputs) {
            if (output.record() instanceof BindPods bind) {
                for (Binding binding : bind.getBindings()) {
                    out.put(binding.getName(), binding.getNode());
                }
            }
        }
        return out;
    }

    /** Messages of the pods that fit nowhere. */
    static List<String> messages(List<Output> outputs) {
        List<String> out = new ArrayList<>();
        for (Output output : outputs) {
            if (output.record() instanceof PodsUnschedulable report) {
                report.getPods().stream().map(UnschedulablePod::getMessage).forEach(out::add);
            }
        }
        return out;
    }
}
