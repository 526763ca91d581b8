package io.shiplog.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Quantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerSetupTest {

    private static final PodRef POD = new PodRef("n1", "default", "web-0", "u1");
    private static final Addresses ADDRESSES = new Addresses("10.0.0.1", "10.1.0.7");
    private static final PodConfigs CONFIGS = new PodConfigs(Map.of(
            "ConfigMap/app",
            Json.parse("{\"data\":{\"COLOR\":\"red\",\"a=b\":\"no\",\"SIZE\":\"$(COLOR)\"},"
                    + "\"binaryData\":{\"bin\":\"AAE=\"}}"),
            "Secret/key",
            Json.parse("{\"data\":{\"password\":\"czNjcjN0\",\"COLOR\":\"Ymx1ZQ==\"}}")));

    private static PodTemplate template(String spec) {
        ObjectNode pod = Json.parse("{\"metadata\":{\"name\":\"web-0\",\"labels\":{\"app\":\"web\",\"tier\":\"1\"},"
                + "\"annotations\":{\"team\":\"a $(HOME)\",\"other\":\"x\"}},\"spec\":" + spec + "}");
        return PodTemplate.parse(new Templates().of(pod).source());
    }

    private static ContainerSetup setup(String container) throws UnmetConfigException {
        PodTemplate template = template("{\"serviceAccountName\":\"robot\",\"containers\":[" + container + "]}");
        return ContainerSetup.of(POD, template, 0, CONFIGS, ADDRESSES);
    }

    private static Map<String, String> env(String variables) throws UnmetConfigException {
        return setup("{\"name\":\"c\",\"resources\":{\"limits\":{\"cpu\":\"1500m\"},"
                        + "\"requests\":{\"memory\":\"100Mi\"}},"
                        + variables + "}")
                .env();
    }

    private static String from(String name, String source) {
        return "{\"name\":\"" + name + "\",\"valueFrom\":{" + source + "}}";
    }

    private static String field(String name, String path) {
        return from(name, "\"fieldRef\":{\"fieldPath\":\"" + path + "\"}");
    }

    @Test
    void fieldsOfThePodAreShownAndTheirValuesAreNotExpanded() throws UnmetConfigException {
        assertThat(env("\"env\":[" + field("NAME", "metadata.name") + "," + field("APP", "metadata.labels['app']") + ","
                        + field("TEAM", "metadata.annotations['team']") + "," + field("NONE", "metadata.labels['no']")
                        + "," + field("SA", "spec.serviceAccountName") + "," + field("NODE", "spec.nodeName") + ","
                        + field("IP", "status.podIP") + "," + field("IPS", "status.podIPs") + ","
                        + field("HOST", "status.hostIP") + "," + field("UID", "metadata.uid") + "]"))
                .containsExactly(
                        Map.entry("NAME", "web-0"),
                        Map.entry("APP", "web"),
                        Map.entry("TEAM", "a $(HOME)"),
                        Map.entry("NONE", ""),
                        Map.entry("SA", "robot"),
                        Map.entry("NODE", "n1"),
                        Map.entry("IP", "10.1.0.7"),
                        Map.entry("IPS", "10.1.0.7"),
                        Map.entry("HOST", "10.0.0.1"),
                        Map.entry("UID", "u1"));
    }

    @Test
    void onlyAnnotationsThatThePodShowsAreKeptInItsTemplate() {
        assertThat(template("{\"containers\":[{\"env\":[" + field("T", "metadata.annotations['team']") + "]}]}")
                        .annotations())
                .containsOnlyKeys("team");
        assertThat(template("{\"containers\":[{}]}").annotations()).isEmpty();
    }

    @Test
    void resourcesAreDividedAndRoundedUpAndALimitThatIsNotSetIsWhatTheNodeHas() throws UnmetConfigException {
        String variables = "\"env\":[" + from("CPU", "\"resourceFieldRef\":{\"resource\":\"limits.cpu\"}") + ","
                + from("MILLI", "\"resourceFieldRef\":{\"resource\":\"limits.cpu\",\"divisor\":\"1m\"}") + ","
                + from("MEM", "\"resourceFieldRef\":{\"resource\":\"requests.memory\",\"divisor\":\"1Mi\"}") + ","
                + from("MAX", "\"resourceFieldRef\":{\"resource\":\"limits.memory\"}") + "]";
        assertThat(env(variables).values()).containsExactly("2", "1500", "100", "0");
        PodTemplate template = template("{\"containers\":[{\"name\":\"c\"," + variables + "}]}");
        Map<String, Quantity> node = Map.of("cpu", Quantity.parse("4"), "memory", Quantity.parse("1Ki"));
        assertThat(ContainerSetup.of(POD, template, 0, CONFIGS, ADDRESSES, node)
                        .env()
                        .values())
                .containsExactly("4", "4000", "0", "1024");
    }

    @Test
    void envReplacesEnvFromAndKeysThatCannotNameAVariableAreLeftOut() throws UnmetConfigException {
        assertThat(env("\"envFrom\":[{\"configMapRef\":{\"name\":\"app\"}},{\"prefix\":\"S_\",\"secretRef\":"
                        + "{\"name\":\"key\"}},{\"secretRef\":{\"name\":\"gone\",\"optional\":true}}],"
                        + "\"env\":[{\"name\":\"COLOR\",\"value\":\"$(COLOR)dish\"}]"))
                .containsOnly(
                        Map.entry("COLOR", "reddish"),
                        Map.entry("SIZE", "$(COLOR)"),
                        Map.entry("S_password", "s3cr3t"),
                        Map.entry("S_COLOR", "blue"));
    }

    @Test
    void singleKeysComeFromConfigMapsAndSecretsAndOptionalOnesMayBeMissing() throws UnmetConfigException {
        assertThat(env("\"env\":["
                        + from("A", "\"configMapKeyRef\":{\"name\":\"app\",\"key\":\"COLOR\"}") + ","
                        + from("B", "\"secretKeyRef\":{\"name\":\"key\",\"key\":\"password\"}") + ","
                        + from("C", "\"secretKeyRef\":{\"name\":\"key\",\"key\":\"no\",\"optional\":true}") + ","
                        + from("D", "\"configMapKeyRef\":{\"name\":\"no\",\"key\":\"no\",\"optional\":true}") + "]"))
                .containsExactly(Map.entry("A", "red"), Map.entry("B", "s3cr3t"));
    }

    @Test
    void whatIsMissingIsNamedAsTheKubeletNamesIt() {
        assertThatThrownBy(() -> env("\"envFrom\":[{\"configMapRef\":{\"name\":\"x\"}}]"))
                .isInstanceOf(UnmetConfigException.class)
                .hasMessage("configmap \"x\" not found");
        assertThatThrownBy(() -> env("\"env\":[" + from("A", "\"secretKeyRef\":{\"name\":\"x\",\"key\":\"k\"}") + "]"))
                .hasMessage("secret \"x\" not found");
        assertThatThrownBy(() ->
                        env("\"env\":[" + from("A", "\"configMapKeyRef\":{\"name\":\"app\",\"key\":\"k\"}") + "]"))
                .hasMessage("couldn't find key k in ConfigMap default/app");
        assertThatThrownBy(() -> env("\"env\":[" + field("A", "status.phase") + "]"))
                .hasMessage("unsupported fieldPath: status.phase");
    }

    @Test
    void mountsHaveTheirSubPathsResolvedAndNoneLeadsOut() throws UnmetConfigException {
        String env = "\"env\":[{\"name\":\"P\",\"value\":\"web\"},{\"name\":\"UP\",\"value\":\"..\"}]";
        assertThat(setup("{" + env + ",\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/a\",\"subPathExpr\":"
                                + "\"x/$(P)\",\"readOnly\":true},{\"name\":\"v\",\"mountPath\":\"/b\"}]}")
                        .mounts())
                .isEqualTo(List.of(
                        new ContainerSetup.Mount("v", "/a", "x/web", true),
                        new ContainerSetup.Mount("v", "/b", "", false)));
        assertThatThrownBy(() -> setup("{" + env + ",\"volumeMounts\":[{\"subPathExpr\":\"a/$(UP)\"}]}"))
                .hasMessage("unable to provision SubPath `a/..`: must not contain '..'");
        assertThatThrownBy(() -> setup("{" + env + ",\"volumeMounts\":[{\"subPathExpr\":\"$(Q)\"}]}"))
                .hasMessage("missing value for \"Q\"");
    }

    @Test
    void theHostsFileNamesThePodAndItsAliases() {
        PodTemplate template = template("{\"subdomain\":\"db\",\"hostAliases\":[{\"ip\":\"1.2.3.4\",\"hostnames\":"
                + "[\"foo\",\"bar\"]}],\"containers\":[{}]}");
        assertThat(HostsFile.of(POD, template, "10.1.0.7"))
                .endsWith("10.1.0.7\tweb-0.db.default.svc.cluster.local\tweb-0\n"
                        + "\n# Entries added by HostAliases.\n1.2.3.4\tfoo\tbar\n");
    }
}
