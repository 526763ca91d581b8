package io.shiplog.logs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.logs.line.RunFacts;
import io.shiplog.logs.line.RunKey;
import io.shiplog.logs.store.RunView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunChoiceTest {

    private static final List<RunView> KNOWN = List.of(
            run("old", "main", 9, 10), run("new", "main", 0, 20), run("new", "main", 1, 30), run("new", "side", 0, 21));

    private static RunView run(String uid, String container, int attempt, long first) {
        RunFacts facts = new RunFacts(new RunKey(uid, container, attempt), "default", "web", "n1", Map.of());
        return new RunView(facts, List.of(), 1, first, first, true);
    }

    private static RunKey choose(
            String uid, String container, @Nullable Long attempt, @Nullable Long attemptMax, boolean previous) {
        return RunChoice.of(
                new RunChoice.Asked("default", "web", uid, container, attempt, attemptMax, previous), KNOWN);
    }

    @Test
    void aNameMeansTheNewestPodAndItsNewestRun() {
        assertThat(choose("", "main", null, null, false)).isEqualTo(new RunKey("new", "main", 1));
        assertThat(choose("", "main", null, null, true)).isEqualTo(new RunKey("new", "main", 0));
        assertThat(choose("old", "", null, null, false)).isEqualTo(new RunKey("old", "main", 9));
    }

    @Test
    void aRunWhoseNumberIsKnownNeedNotHaveSpokenYet() {
        assertThat(choose("new", "main", 7L, null, false)).isEqualTo(new RunKey("new", "main", 7));
        assertThat(choose("new", "main", null, 7L, false)).isEqualTo(new RunKey("new", "main", 1));
        assertThat(choose("new", "silent", null, 7L, false)).isEqualTo(new RunKey("new", "silent", 7));
    }

    @Test
    void refusesInTheWordsOfKubernetes() {
        assertThatThrownBy(() -> choose("", "", null, null, false))
                .hasMessage("a container name must be specified for pod web, choose one of: [main side]");
        assertThatThrownBy(() -> choose("", "x", null, null, false)).hasMessage("container x is not valid for pod web");
        assertThatThrownBy(() -> choose("", "side", null, null, true))
                .hasMessage("previous terminated container \"side\" in pod \"web\" not found");
        assertThatThrownBy(() ->
                        RunChoice.of(new RunChoice.Asked("default", "none", "", "", null, null, false), List.of()))
                .hasMessage("pods \"none\" not found");
    }
}
