package io.shiplog.scheduler.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.Profile;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.queue.BackOff;
import io.shiplog.scheduler.queue.QueuedPod;
import io.shiplog.scheduler.queue.SchedulingQueue;
import io.shiplog.scheduler.snapshot.ClusterEvent;
import io.shiplog.scheduler.snapshot.ClusterEvent.Action;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Kinds of vectors about the queue. */
final class QueueVectorKinds {

    static final Map<String, VectorCase> ALL = Map.of(
            "queue-event", QueueVectorKinds::event,
            "queue-less", QueueVectorKinds::less,
            "queue-backoff", QueueVectorKinds::backOff,
            "queue-backoff-attempts", QueueVectorKinds::backOffAttempts);

    private QueueVectorKinds() {}

    private static void event(ObjectNode c) {
        Map<String, Set<ClusterEvent>> registered = new LinkedHashMap<>();
        for (ObjectNode registration : Json.objectsAt(c, "registrations")) {
            for (String plugin : Json.textsAt(registration, "plugins")) {
                registered
                        .computeIfAbsent(plugin, p -> new LinkedHashSet<>())
                        .add(clusterEvent(registration.path("event")));
            }
        }
        List<Filter> filters = new ArrayList<>();
        registered.forEach((plugin, events) -> filters.add(new Registered(plugin, events)));
        Profile profile = new Profile("any", new PrioritySort(), filters, List.of(), new DefaultPreemption());
        Set<String> rejectedBy = Set.copyOf(Json.textsAt(c, "rejectedBy"));
        assertThat(profile.helps(clusterEvent(c.path("event")), rejectedBy)).isEqualTo(Json.flagAt(c, "expect"));
    }

    private static ClusterEvent clusterEvent(JsonNode event) {
        List<Action> actions = new ArrayList<>();
        for (String action : Json.textAt(event, "action").split("\\|", -1)) {
            if (action.equals("All")) {
                actions.addAll(Arrays.asList(Action.values()));
            } else if (!action.isEmpty()) {
                actions.add(Action.valueOf(action));
            }
        }
        return ClusterEvent.of(Json.textAt(event, "resource"), actions);
    }

    /** A plugin that waits for these changes. */
    private record Registered(String name, Set<ClusterEvent> helpedBy) implements Filter {
        @Override
        public @Nullable Status filter(CycleState state, PodInfo pod, NodeInfo node) {
            return null;
        }
    }

    private static void less(ObjectNode c) {
        ClusterSnapshot snapshot = new ClusterSnapshot();
        SchedulingQueue queue = new SchedulingQueue(
                List.of(PluginRegistry.defaults("default-scheduler", snapshot.resources())), BackOff.DEFAULT);
        boolean firstIsEarlier = Json.longAt(c, 0, "p1", "queuedAtSecond") < Json.longAt(c, 0, "p2", "queuedAtSecond");
        for (String name : firstIsEarlier ? List.of("p1", "p2") : List.of("p2", "p1")) {
            ObjectNode pod = Json.object();
            Json.ensure(pod, "spec").put("priority", Json.longAt(c, 0, name, "priority"));
            queue.add(VectorKinds.pod(snapshot, pod, name));
        }
        QueuedPod first = Objects.requireNonNull(queue.poll());
        assertThat(first.pod().uid().equals("p1")).isEqualTo(Json.flagAt(c, "expect"));
    }

    private static void backOff(ObjectNode c) {
        BackOff backOff =
                new BackOff(1_000 * Json.longAt(c, 0, "initialSeconds"), 1_000 * Json.longAt(c, 0, "maxSeconds"));
        int attempts = 1;
        for (JsonNode expected : c.path("expect")) {
            assertThat(backOff.millis(attempts++)).isEqualTo(1_000 * expected.longValue());
        }
    }

    /** The unit does not matter to the doubling. */
    private static void backOffAttempts(ObjectNode c) {
        BackOff backOff = new BackOff(Json.longAt(c, 0, "initialNanos"), Long.parseLong(Json.textAt(c, "maxNanos")));
        assertThat(backOff.millis((int) Json.longAt(c, 0, "attempts")))
                .isEqualTo(Long.parseLong(Json.textAt(c, "expectNanos")));
    }
}
