package io.shiplog.scheduler.snapshot;

import io.shiplog.schemas.value.LabelRequirement;
import io.shiplog.schemas.value.LabelRequirement.Operator;
import io.shiplog.schemas.value.LabelSelector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the scheduler does with label selectors besides asking them. */
final class LabelSelectors {

    private LabelSelectors() {}

    /**
     * The selector, and besides it the pod's own values of these labels (matchLabelKeys), and none of its values of
     * those (mismatchLabelKeys). Labels that the pod lacks ask nothing; a selector that selects nothing stays so.
     */
    static LabelSelector with(
            LabelSelector selector, List<String> match, List<String> mismatch, Map<String, String> podLabels) {
        if (selector.matchesNothing() || (match.isEmpty() && mismatch.isEmpty())) {
            return selector;
        }
        List<LabelRequirement> all = new ArrayList<>(selector.requirements());
        try {
            add(all, match, Operator.IN, podLabels);
            add(all, mismatch, Operator.NOT_IN, podLabels);
        } catch (IllegalArgumentException noLabel) {
            return LabelSelector.nothing();
        }
        return LabelSelector.ofRequirements(all);
    }

    private static void add(
            List<LabelRequirement> to, List<String> keys, Operator operator, Map<String, String> podLabels) {
        for (String key : keys) {
            String value = podLabels.get(key);
            if (value != null) {
                to.add(LabelRequirement.of(key, operator, List.of(value)));
            }
        }
    }

    static void write(SnapshotWriter out, LabelSelector selector) throws IOException {
        out.flag(selector.matchesNothing());
        out.list(selector.requirements(), (to, requirement) -> {
            to.word(requirement.key());
            to.word(requirement.operator().word());
            to.list(requirement.values(), SnapshotWriter::word);
        });
    }

    static LabelSelector read(SnapshotReader in) throws IOException {
        boolean nothing = in.flag();
        List<LabelRequirement> all = in.list(each -> LabelRequirement.of(
                each.word(), Objects.requireNonNull(Operator.ofWord(each.word())), each.list(SnapshotReader::word)));
        return nothing ? LabelSelector.nothing() : LabelSelector.ofRequirements(all);
    }
}
