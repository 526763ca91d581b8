package io.shiplog.standalone.cli;

import io.shiplog.schemas.record.PreemptPods;
import io.shiplog.schemas.record.PreemptedPod;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the scheduler's wish that pods go for more important ones means for one of them, or for one of those. */
final class PreemptionWords {

    private PreemptionWords() {}

    /** Does it ask this pod to go, or others to go for it? */
    static boolean concern(PreemptPods command, String uid) {
        return command.getVictims().stream().anyMatch(one -> concerns(one, uid));
    }

    private static boolean concerns(PreemptedPod one, String uid) {
        return one.getUid().equals(uid) || one.getPreemptorUid().equals(uid);
    }

    /** The uids of those for whom this pod is asked to go. */
    static Stream<String> preemptors(PreemptPods command, String uid) {
        return command.getVictims().stream()
                .filter(one -> one.getUid().equals(uid))
                .map(PreemptedPod::getPreemptorUid);
    }

    /**
     * The words.
     *
     * @param names namespace/name by uid, of pods for which others have to go
     */
    static String of(PreemptPods command, String uid, Map<String, String> names) {
        return command.getVictims().stream()
                .filter(one -> concerns(one, uid))
                .map(one -> one.getUid().equals(uid)
                        ? goes(one, names)
                        : command.getNamespace() + "/" + one.getName() + " is asked to go from node " + one.getNode()
                                + " to make room for it")
                .collect(Collectors.joining(
                        "; ", "the scheduler preempts: ", TrailWords.by(command.getInstance(), command.getEpoch())));
    }

    private static String goes(PreemptedPod victim, Map<String, String> names) {
        String name = names.get(victim.getPreemptorUid());
        String pod =
                name == null ? "a pod that the log has not kept (uid " + victim.getPreemptorUid() + ")" : "pod " + name;
        return "it is asked to go for " + pod + " of priority " + victim.getPreemptorPriority()
                + ", which is nominated to its node " + victim.getNode();
    }
}
