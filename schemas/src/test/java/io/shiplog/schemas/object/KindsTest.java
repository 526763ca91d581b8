package io.shiplog.schemas.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.object.Kind.GroupVersion;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KindsTest {

    private static final Set<String> PROPAGATIONS = Set.of("Background", "Orphan", "Foreground");

    @Test
    void noTwoKindsShareAPluralInOneGroupVersion() {
        assertThat(Kinds.all().stream()
                        .flatMap(kind ->
                                kind.served().stream().map(served -> served.apiVersion() + "/" + kind.plural())))
                .doesNotHaveDuplicates();
    }

    @Test
    void noTwoKindsShareAGroupAndKind() {
        assertThat(Kinds.all().stream().map(kind -> kind.group() + "/" + kind.kind()))
                .doesNotHaveDuplicates();
    }

    @Test
    void shortNamesAreUniqueAndNoOnesPluralOrSingular() {
        List<String> shortNames =
                Kinds.all().stream().flatMap(kind -> kind.shortNames().stream()).toList();
        assertThat(shortNames).doesNotHaveDuplicates();
        assertThat(Kinds.all().stream().flatMap(kind -> Stream.of(kind.plural(), kind.singular())))
                .doesNotContainAnyElementsOf(shortNames);
    }

    @Test
    void theStoredVersionComesFirstAndBelongsToTheGroup() {
        assertThat(Kinds.all()).allSatisfy(kind -> {
            assertThat(kind.served().get(0).group()).isEqualTo(kind.group());
            assertThat(kind.served()).doesNotHaveDuplicates();
            assertThat(kind.singular()).isEqualTo(kind.kind().toLowerCase(Locale.ROOT));
            assertThat(PROPAGATIONS).contains(kind.defaultPropagation());
        });
    }

    @Test
    void everyServedFormIsFoundByPathAndByManifest() {
        for (Kind kind : Kinds.all()) {
            assertThat(Kinds.find(kind.group(), kind.kind())).isSameAs(kind);
            for (GroupVersion served : kind.served()) {
                assertThat(Kinds.byResource(served.group(), served.version(), kind.plural()))
                        .isSameAs(kind);
                assertThat(Kinds.byApiVersion(served.apiVersion(), kind.kind())).isSameAs(kind);
            }
        }
        assertThat(Kinds.byResource("apps", "v1", "nonsense")).isNull();
    }

    @Test
    void aNamespaceIsRoutedByItsOwnNameAndANodeByNothing() {
        assertThat(Kinds.NAMESPACE.routingKey("", "team-a")).isEqualTo("team-a");
        assertThat(Kinds.NODE.routingKey("", "n1")).isEmpty();
        assertThat(Kinds.POD.routingKey("team-a", "web-0")).isEqualTo("team-a");
    }

    @Test
    void keysOfClusterScopedKindsHaveNoNamespace() {
        assertThat(Kinds.NODE.key("default", "n1").encoded()).isEqualTo("/Node//n1");
        assertThat(ObjectKey.parse("apps/Deployment/default/web")).isEqualTo(Kinds.DEPLOYMENT.key("default", "web"));
    }
}
