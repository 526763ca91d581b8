package io.shiplog.logs.query;

import io.shiplog.logs.line.RunKey;
import io.shiplog.logs.store.RunView;
import io.shiplog.schemas.object.StatusException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which run somebody means by names, and by what they know of its number. */
final class RunChoice {

    private RunChoice() {}

    /**
     * What is asked for; see {@link io.shiplog.schemas.internal.InternalPaths#LOGS}.
     *
     * @param uid empty for the newest pod of that name
     * @param container empty for the only one
     * @param attempt null when not known
     * @param attemptMax null when not known
     */
    record Asked(
            String namespace,
            String pod,
            String uid,
            String container,
            @Nullable Long attempt,
            @Nullable Long attemptMax,
            boolean previous) {}

    /**
     * The run; perhaps one of which no line is known yet, where its number was given.
     *
     * @param known all that is known of pods of that name
     * @throws StatusException 404 and 400 in the words of Kubernetes
     */
    static RunKey of(Asked asked, List<RunView> known) {
        if (!asked.uid.isEmpty() && asked.attempt != null) {
            return new RunKey(asked.uid, asked.container, asked.attempt.intValue());
        }
        List<RunView> pod = newestPod(asked.uid, known);
        if (pod.isEmpty() && asked.uid.isEmpty()) {
            throw StatusException.notFound("", "pods", asked.pod);
        }
        String container = container(asked, pod);
        List<RunKey> runs = pod.stream()
                .map(view -> view.facts().key())
                .filter(key -> key.container().equals(container))
                .filter(key -> asked.attemptMax == null || key.attempt() <= asked.attemptMax)
                .sorted(Comparator.comparingInt(RunKey::attempt).reversed())
                .toList();
        int index = asked.previous ? 1 : 0;
        if (index < runs.size()) {
            return runs.get(index);
        }
        if (asked.previous) {
            throw noPrevious(container, asked.pod);
        }
        return new RunKey(
                asked.uid,
                container,
                Objects.requireNonNullElse(asked.attemptMax, 0L).intValue());
    }

    /** Runs of the pod with this uid, or of the one that began last. */
    static List<RunView> newestPod(String uid, List<RunView> known) {
        String wanted = !uid.isEmpty()
                ? uid
                : known.stream()
                        .max(Comparator.comparingLong(RunView::firstMillis))
                        .map(view -> view.facts().key().uid())
                        .orElse("");
        return known.stream()
                .filter(view -> view.facts().key().uid().equals(wanted))
                .toList();
    }

    private static String container(Asked asked, List<RunView> pod) {
        TreeSet<String> names = new TreeSet<>();
        pod.forEach(view -> names.add(view.facts().key().container()));
        if (asked.container.isEmpty() && names.size() == 1) {
            return names.first();
        }
        if (asked.container.isEmpty()) {
            throw StatusException.badRequest("a container name must be specified for pod " + asked.pod
                    + ", choose one of: [" + String.join(" ", names) + "]");
        }
        if (asked.uid.isEmpty() && !names.contains(asked.container)) {
            throw StatusException.badRequest("container " + asked.container + " is not valid for pod " + asked.pod);
        }
        return asked.container;
    }

    /** 400 as a kubelet says it. */
    static StatusException noPrevious(String container, String pod) {
        return StatusException.badRequest(
                "previous terminated container \"" + container + "\" in pod \"" + pod + "\" not found");
    }
}
