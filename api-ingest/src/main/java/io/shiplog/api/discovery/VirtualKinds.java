package io.shiplog.api.discovery;

import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kind.GroupVersion;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kinds that are asked and answered but never stored. A review is only posted, and the answer is the object with a
 * status; what is measured is only read.
 */
public final class VirtualKinds {

    /** "May I do this?", what {@code kubectl auth can-i} asks. */
    public static final Kind SELF_SUBJECT_ACCESS_REVIEW =
            review("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews");

    /** "What may I do here?", what {@code kubectl auth can-i --list} asks. */
    public static final Kind SELF_SUBJECT_RULES_REVIEW =
            review("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews");

    /** "Who am I?", what {@code kubectl auth whoami} asks. */
    public static final Kind SELF_SUBJECT_REVIEW =
            review("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews");

    /** What nodes use, for {@code kubectl top nodes}. */
    public static final Kind NODE_METRICS = measured("NodeMetrics", "nodes", false);

    /** What the containers of pods use, for {@code kubectl top pods}. */
    public static final Kind POD_METRICS = measured("PodMetrics", "pods", true);

    private static final List<Kind> ALL = List.of(
            SELF_SUBJECT_REVIEW, SELF_SUBJECT_ACCESS_REVIEW, SELF_SUBJECT_RULES_REVIEW, NODE_METRICS, POD_METRICS);

    private VirtualKinds() {}

    /** All of them, in the order in which discovery shows them. */
    public static List<Kind> all() {
        return ALL;
    }

    /** True for a kind of this table. */
    public static boolean contains(Kind kind) {
        return ALL.contains(kind);
    }

    /** True for a kind that is only read, false for one that is only posted. */
    public static boolean measured(Kind kind) {
        return kind.equals(NODE_METRICS) || kind.equals(POD_METRICS);
    }

    /** The virtual kind served under this group, version and plural, or null. */
    public static @Nullable Kind byResource(String group, String version, String plural) {
        for (Kind kind : ALL) {
            if (kind.plural().equals(plural) && kind.served().contains(new GroupVersion(group, version))) {
                return kind;
            }
        }
        return null;
    }

    private static Kind review(String group, String kind, String plural) {
        return virtual(new GroupVersion(group, "v1"), kind, plural, plural.substring(0, plural.length() - 1), false);
    }

    /** Without a singular name, as metrics-server has it: "pod" is a Pod. */
    private static Kind measured(String kind, String plural, boolean namespaced) {
        return virtual(new GroupVersion("metrics.k8s.io", "v1beta1"), kind, plural, "", namespaced);
    }

    private static Kind virtual(GroupVersion as, String kind, String plural, String singular, boolean namespaced) {
        return new Kind(
                as.group(),
                kind,
                plural,
                singular,
                List.of(),
                namespaced,
                List.of(as),
                Set.of(),
                List.of(),
                false,
                "Background",
                false);
    }
}
