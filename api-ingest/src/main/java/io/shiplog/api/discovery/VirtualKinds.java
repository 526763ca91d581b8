package io.shiplog.api.discovery;

import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kind.GroupVersion;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kinds that are asked and answered but never stored: POST is their only verb, and the answer is the object with a
 * status.
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

    private static final List<Kind> ALL =
            List.of(SELF_SUBJECT_REVIEW, SELF_SUBJECT_ACCESS_REVIEW, SELF_SUBJECT_RULES_REVIEW);

    private VirtualKinds() {}

    /** All of them, in the order in which discovery shows them. */
    public static List<Kind> all() {
        return ALL;
    }

    /** True for a kind of this table. */
    public static boolean contains(Kind kind) {
        return ALL.contains(kind);
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
        String singular = plural.substring(0, plural.length() - 1);
        List<GroupVersion> served = List.of(new GroupVersion(group, "v1"));
        return new Kind(
                group,
                kind,
                plural,
                singular,
                List.of(),
                false,
                served,
                Set.of(),
                List.of(),
                false,
                "Background",
                false);
    }
}
