package io.shiplog.api.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PagesProperties {

    private static final int WINDOW_MAX = 1_000;

    private final ResourceView view = new ResourceView(Runnable::run, WINDOW_MAX, 1 << 20);
    private long offset;

    /** Somebody writes or removes an object. */
    record Act(String namespace, String name, boolean removes) {}

    @Provide
    Arbitrary<List<Act>> acts() {
        // "a0" stands right behind all of "a" in the order of lists.
        return Combinators.combine(
                        Arbitraries.of("a", "a0", "ab", "b"),
                        Arbitraries.of("k", "l", "m", "n"),
                        Arbitraries.of(0, 1, 2))
                .as((namespace, name, removes) -> new Act(namespace, name, removes == 0))
                .list()
                .ofMaxSize(40);
    }

    private void take(List<Act> acts) {
        for (Act act : acts) {
            String json = "{'kind':'ConfigMap','apiVersion':'v1','metadata':{'name':'" + act.name + "','namespace':'"
                    + act.namespace + "','uid':'u'}}";
            KubeObject object = KubeObject.of(Json.parse(json.replace('\'', '"')), offset + 1);
            offset++;
            view.publish(List.of(new Update(Kinds.CONFIG_MAP, object, offset, act.removes)), offset + 1);
        }
    }

    private static List<String> shown(Snapshot snapshot) {
        return snapshot.objects().stream()
                .map(stored -> Snapshot.order(stored) + "@" + stored.offset())
                .toList();
    }

    @Property(tries = 300)
    void pagesShowTogetherWhatTheFirstMomentHadWhateverHappensBetweenThem(
            @ForAll("acts") List<Act> before,
            @ForAll("acts") List<Act> between,
            @ForAll("acts") List<Act> later,
            @ForAll @IntRange(min = 1, max = 5) int size) {
        take(before);
        for (String namespace : List.of("", "a", "a0", "ab", "none")) {
            Snapshot whole = view.list(Kinds.CONFIG_MAP, namespace);
            assertThat(whole.total()).isEqualTo(whole.objects().size());
            Snapshot page = view.list(Kinds.CONFIG_MAP, namespace, "", size);
            List<String> pages = new ArrayList<>(shown(page));
            take(pages.size() % 2 == 0 ? between : later);
            while (page.objects().size() == size) {
                Stored last = page.objects().get(size - 1);
                page = view.listAt(whole.version(), Kinds.CONFIG_MAP, namespace, Snapshot.order(last), size);
                assertThat(page.total()).isEqualTo(whole.total());
                pages.addAll(shown(page));
                take(List.of(new Act("a", "l", pages.size() % 2 == 0)));
            }
            assertThat(pages).isEqualTo(shown(whole));
        }
    }
}
