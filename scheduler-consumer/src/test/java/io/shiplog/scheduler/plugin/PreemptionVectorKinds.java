package io.shiplog.scheduler.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.cycle.FitError;
import io.shiplog.scheduler.cycle.Sampling;
import io.shiplog.scheduler.cycle.SchedulingCycle;
import io.shiplog.scheduler.framework.FailedCycle;
import io.shiplog.scheduler.framework.PostFilter;
import io.shiplog.scheduler.framework.Profile;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.plugin.VictimSearch.Candidate;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kinds of vectors that are about preemption. */
final class PreemptionVectorKinds {

    static final Map<String, VectorCase> ALL = Map.of(
            "preempt-candidates", PreemptionVectorKinds::candidates,
            "preempt-pick", PreemptionVectorKinds::pick,
            "preempt-run", PreemptionVectorKinds::run,
            "preempt-eligible", PreemptionVectorKinds::eligible,
            "preempt-postfilter", PreemptionVectorKinds::postFilter,
            "preempt-nodes", PreemptionVectorKinds::nodes,
            "more-important", PreemptionVectorKinds::moreImportant);

    private PreemptionVectorKinds() {}

    private static List<Candidate> found(PreemptionCase c) {
        return new DefaultPreemption().candidates(c.pod, c.tried(Map.of()), new TreeMap<>());
    }

    private static void candidates(ObjectNode json) {
        Map<String, List<Object>> found = new HashMap<>();
        for (Candidate candidate : found(new PreemptionCase(json))) {
            found.put(candidate.node(), List.of(names(candidate.victims()), candidate.violations()));
        }
        Map<String, List<Object>> expected = new HashMap<>();
        for (ObjectNode candidate : Json.objectsAt(json, "expect", "candidates")) {
            expected.put(
                    Json.textAt(candidate, "node"),
                    List.of(Json.textsAt(candidate, "victims").stream().sorted().toList(), (int)
                            Json.longAt(candidate, 0, "pdbViolations")));
        }
        assertThat(found).isEqualTo(expected);
    }

    private static List<String> names(List<PodInfo> pods) {
        return pods.stream().map(PodInfo::name).sorted().toList();
    }

    private static void pick(ObjectNode json) {
        PreemptionCase c = new PreemptionCase(json);
        Candidate best = CandidateOrder.best(found(c), c.snapshot.lives());
        assertThat(best.node()).isIn(Json.textsAt(json, "expect", "anyOf"));
    }

    private static void run(ObjectNode json) {
        PreemptionCase c = new PreemptionCase(json);
        Profile profile =
                new Profile("default-scheduler", new PrioritySort(), c.filters, List.of(), new DefaultPreemption());
        FitError error = (FitError) new SchedulingCycle(profile, Sampling.ADAPTIVE).schedule(c.pod, c.snapshot);
        assertThat(error.nominatedNode()).isEqualTo(Json.textAt(json, "expect", "nominatedNode"));
        assertThat(names(error.victims()))
                .isEqualTo(Json.textsAt(json, "expect", "victims").stream()
                        .sorted()
                        .toList());
    }

    private static void eligible(ObjectNode json) {
        PreemptionCase c = new PreemptionCase(json);
        Map<String, Status> refusals = new HashMap<>();
        String code = Json.textAt(json, "nominatedNodeStatus");
        if (!code.isEmpty()) {
            refusals.put(Json.textAt(json, "pod", "status", "nominatedNodeName"), status(code, List.of("")));
        }
        FailedCycle tried = c.tried(refusals);
        assertThat(DefaultPreemption.obstacle(c.pod, tried).isEmpty()).isEqualTo(Json.flagAt(json, "expect"));
    }

    private static void postFilter(ObjectNode json) {
        PreemptionCase c = new PreemptionCase(json);
        Map<String, Status> refusals = new HashMap<>();
        Json.mapAt(json, "filterStatus").forEach((node, code) -> refusals.put(node, status(code, List.of(""))));
        PostFilter.Result result = new DefaultPreemption().postFilter(c.pod, c.tried(refusals));
        assertThat(result.node()).isEqualTo(Json.textAt(json, "expect", "nominatedNode"));
        assertThat(result.victims().isEmpty())
                .isEqualTo(!Json.textAt(json, "expect", "status").equals("Success"));
        assertThat(result.message()).isEqualTo(inTodaysWords(Json.textAt(json, "expect", "message")));
    }

    /** The vectors have the words of 1.23. */
    private static String inTodaysWords(String message) {
        String today = message.replaceAll(
                "No victims found on node [^ ]+ for preemptor pod [^ .]+",
                "No preemption victims found for incoming pod");
        return today.isEmpty() ? "" : "preemption: " + today;
    }

    private static void nodes(ObjectNode json) {
        List<String> found = new ArrayList<>();
        for (String node : Json.textsAt(json, "nodes")) {
            JsonNode given = Json.at(json, "filterStatus", node);
            Status refusal = given == null ? null : status(Json.textAt(given, "code"), Json.textsAt(given, "reasons"));
            if (DefaultPreemption.worthTrying(refusal)) {
                found.add(node);
            }
        }
        assertThat(found).isEqualTo(Json.textsAt(json, "expect"));
    }

    private static @Nullable Status status(String code, List<String> reasons) {
        return code.equals("Success") ? null : new Status(Status.Code.valueOf(code), reasons, "given");
    }

    private static void moreImportant(ObjectNode json) {
        ClusterSnapshot snapshot = new ClusterSnapshot();
        PreemptionCase.Lives lives = new PreemptionCase.Lives();
        PodInfo one = PreemptionCase.pod(snapshot, Json.ensure(json, "pod1"), lives);
        PodInfo two = PreemptionCase.pod(snapshot, Json.ensure(json, "pod2"), lives);
        assertThat(PodImportance.by(lives).compare(one, two) < 0).isEqualTo(Json.flagAt(json, "expect"));
    }
}
