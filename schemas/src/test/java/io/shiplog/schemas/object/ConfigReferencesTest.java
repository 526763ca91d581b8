package io.shiplog.schemas.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigReferencesTest {

    @Test
    void everyPlaceThatNamesAnObjectIsFoundAndEachObjectOnce() {
        var spec = Json.parse("""
                {"initContainers":[{"envFrom":[{"configMapRef":{"name":"a"}},
                {"secretRef":{"name":"b","optional":true}}]}],
                 "containers":[{"env":[{"name":"X","valueFrom":{"configMapKeyRef":{"name":"a","key":"k"}}},
                   {"name":"Y","valueFrom":{"secretKeyRef":{"name":"c","key":"k"}}},
                   {"name":"Z","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}]}],
                 "volumes":[{"name":"v1","configMap":{"name":"d","optional":true}},
                 {"name":"v2","secret":{"secretName":"e"}},
                   {"name":"v3","projected":{"sources":[{"configMap":{"name":"f"}},{"secret":{"name":"g"}}]}},
                   {"name":"v4","emptyDir":{}}],
                 "imagePullSecrets":[{"name":"h"}]}
                """);
        assertThat(ConfigReferences.of(spec))
                .extracting(r -> r.key() + (r.optional() ? "?" : ""))
                .containsExactly(
                        "ConfigMap/a",
                        "Secret/b?",
                        "Secret/c",
                        "ConfigMap/d?",
                        "Secret/e",
                        "ConfigMap/f",
                        "Secret/g",
                        "Secret/h?");
    }

    @Test
    void whatIsNeededInOnePlaceIsNotOptional() {
        var spec = Json.parse("""
                {"containers":[{"envFrom":[{"secretRef":{"name":"b","optional":true}}]},
                  {"envFrom":[{"secretRef":{"name":"b"}}]}]}
                """);
        assertThat(ConfigReferences.of(spec)).containsExactly(new ConfigReference("Secret", "b", false));
    }

    @Test
    void whatIsNoSpecNamesNothing() {
        assertThat(ConfigReferences.of(Json.parse("{\"containers\":7,\"volumes\":[{\"configMap\":null}]}")))
                .isEmpty();
    }
}
