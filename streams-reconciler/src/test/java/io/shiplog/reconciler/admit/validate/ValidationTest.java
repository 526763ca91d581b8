package io.shiplog.reconciler.admit.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.defaults.Defaults;
import io.shiplog.reconciler.admit.patch.JsonMergePatch;
import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationTest {

    private static final String TEMPLATE =
            "{'metadata':{'labels':{'app':'web'}}," + "'spec':{'containers':[{'name':'web','image':'nginx'}]}}";

    /** A valid, defaulted object of each kind. */
    private static final Map<String, ObjectNode> VALID = Map.of(
            "Deployment",
                    valid(
                            Kinds.DEPLOYMENT,
                            "{'spec':{'selector':{'matchLabels':{'app':'web'}},'template':" + TEMPLATE + "}}"),
            "ReplicaSet",
                    valid(
                            Kinds.REPLICA_SET,
                            "{'spec':{'selector':{'matchLabels':{'app':'web'}},'template':" + TEMPLATE + "}}"),
            "Pod", valid(Kinds.POD, "{'spec':{'containers':[{'name':'web','image':'nginx'}]}}"),
            "Service", valid(Kinds.SERVICE, "{'spec':{'clusterIP':'10.0.0.1','ports':[{'port':80}]}}"),
            "ConfigMap", valid(Kinds.CONFIG_MAP, "{'data':{'a':'b'}}"),
            "Secret", valid(Kinds.SECRET, "{'stringData':{'a':'b'}}"),
            "Namespace", valid(Kinds.NAMESPACE, "{'metadata':{'namespace':null}}"),
            "Node", valid(Kinds.NODE, "{'metadata':{'namespace':null}}"),
            "Lease", valid(Kinds.LEASE, "{'spec':{'holderIdentity':'me'}}"),
            "Event", valid(Kinds.EVENT, "{'involvedObject':{'namespace':'default'}}"));

    private static ObjectNode valid(Kind kind, String json) {
        ObjectNode tree = Json.parse("{\"metadata\":{\"name\":\"web\",\"namespace\":\"default\"}}");
        tree = JsonMergePatch.apply(tree, Json.parse(json.replace('\'', '"')));
        Defaults.apply(kind, tree);
        return tree;
    }

    private static ObjectNode validOf(String kind) {
        return Objects.requireNonNull(VALID.get(kind), kind);
    }

    private static Kind kind(String name) {
        return Kinds.all().stream()
                .filter(k -> k.kind().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode changed(String kind, String mergePatch) {
        ObjectNode valid = validOf(kind);
        return JsonMergePatch.apply(valid, Json.parse(mergePatch.replace('\'', '"')));
    }

    private static List<String> lines(List<FieldError> errors) {
        return errors.stream().map(FieldError::toString).toList();
    }

    @Test
    void acceptsAValidObjectOfEachKind() {
        VALID.forEach((kind, tree) -> {
            assertThat(lines(Validation.create(kind(kind), tree))).as(kind).isEmpty();
            assertThat(lines(Validation.update(kind(kind), tree, tree)))
                    .as(kind)
                    .isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'metadata':{'name':null}} | metadata.name: Required value: name or generateName is required",
                "{'spec':{'replicas':-1}} | spec.replicas: Invalid value: -1: must be greater than or equal to 0",
                "{'spec':{'selector':null}} | spec.selector: Required value",
                "{'spec':{'selector':{'matchLabels':{'app':'api'}}}} | spec.template.metadata.labels: Invalid value: "
                        + "map[string]string{\"app\":\"web\"}: `selector` does not match template `labels`",
                "{'spec':{'selector':{'matchLabels':null}}} | "
                        + "spec.selector: Invalid value: v1.LabelSelector{MatchLabels:"
                        + "map[string]string(nil), MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: "
                        + "empty selector is invalid for deployment",
                "{'spec':{'template':{'spec':{'restartPolicy':'Never'}}}} | spec.template.spec.restartPolicy: "
                        + "Unsupported value: \"Never\": supported values: \"Always\"",
                "{'spec':{'strategy':{'type':'Recreate'}}} | spec.strategy.rollingUpdate: Forbidden: "
                        + "may not be specified when strategy `type` is 'Recreate'",
                "{'spec':{'strategy':{'rollingUpdate':{'maxSurge':0,'maxUnavailable':0}}}} | "
                        + "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "
                        + "intstr.IntOrString{Type:0, IntVal:0, StrVal:\"\"}: may not be 0 when `maxSurge` is 0",
                "{'spec':{'minReadySeconds':600}} | spec.progressDeadlineSeconds: Invalid value: 600: "
                        + "must be greater than minReadySeconds",
                "{'spec':{'template':{'spec':{'containers':[]}}}} | spec.template.spec.containers: Required value",
            })
    void refusesDeployments(String change, String expected) {
        assertThat(lines(Validation.create(Kinds.DEPLOYMENT, changed("Deployment", change))))
                .containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'name':'a' | spec.containers[0].image: Required value",
                "'image':'x' | spec.containers[0].name: Required value",
                "'name':'a','image':' x' | spec.containers[0].image: Invalid value: \" x\": "
                        + "must not have leading or trailing whitespace",
                "'name':'a','image':'x','imagePullPolicy':'Often' | "
                        + "spec.containers[0].imagePullPolicy: Unsupported value: "
                        + "\"Often\": supported values: \"Always\", \"IfNotPresent\", \"Never\"",
                "'name':'a','image':'x','ports':[{'containerPort':70000,'protocol':'TCP'}] | "
                        + "spec.containers[0].ports[0].containerPort: Invalid value: 70000: "
                        + "must be between 1 and 65535, inclusive",
                "'name':'a','image':'x','env':[{'value':'1'}] | spec.containers[0].env[0].name: Required value",
                "'name':'a','image':'x','volumeMounts':[{'name':'v','mountPath':'/v'}] | "
                        + "spec.containers[0].volumeMounts[0].name: Not found: \"v\"",
                "'name':'a','image':'x','resources':{'requests':{'cpu':'2'},'limits':{'cpu':'1'}} | "
                        + "spec.containers[0].resources.requests: Invalid value: \"2\": "
                        + "must be less than or equal to cpu limit of 1",
                "'name':'a','image':'x','livenessProbe':{} | spec.containers[0].livenessProbe: Required value: "
                        + "must specify a handler type",
                "'name':'a','image':'x','livenessProbe':{'tcpSocket':{'port':80},'successThreshold':2} | "
                        + "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1",
            })
    void refusesContainers(String container, String expected) {
        assertThat(lines(Validation.create(Kinds.POD, changed("Pod", "{'spec':{'containers':[{" + container + "}]}}"))))
                .containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Pod | {'spec':{'tolerations':[{'key':'a','effect':'NoSchedule','tolerationSeconds':3}]}} | "
                        + "spec.tolerations[0].effect: Invalid value: \"NoSchedule\": "
                        + "effect must be 'NoExecute' when `tolerationSeconds` is set",
                "Pod | {'spec':{'volumes':[{'name':'v','secret':{}}]}} | "
                        + "spec.volumes[0].secret.secretName: Required value",
                "Pod | {'spec':{'restartPolicy':'Sometimes'}} | spec.restartPolicy: Unsupported value: \"Sometimes\": "
                        + "supported values: \"Always\", \"OnFailure\", \"Never\"",
                "Service | {'spec':{'ports':null}} | spec.ports: Required value",
                "Service | {'spec':{'ports':[{'port':0,'protocol':'TCP'}]}} | spec.ports[0].port: Invalid value: 0: "
                        + "must be between 1 and 65535, inclusive",
                "Service | {'spec':{'type':'Door'}} | spec.type: Unsupported value: \"Door\": "
                        + "supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"",
                "Service | {'spec':{'ports':[{'port':80,'protocol':'TCP','nodePort':30000}]}} | "
                        + "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
                "Secret | {'type':'kubernetes.io/ssh-auth'} | data[ssh-privatekey]: Required value",
                "Namespace | {'metadata':{'namespace':'x'}} | metadata.namespace: Forbidden: not allowed on this type",
                "Node | {'spec':{'taints':[{'key':'a'}]}} | spec.taints[0].effect: Required value",
                "Lease | {'spec':{'leaseDurationSeconds':0}} | spec.leaseDurationSeconds: Invalid value: 0: "
                        + "must be greater than 0",
                "Event | {'involvedObject':{'namespace':'x'}} | involvedObject.namespace: Invalid value: \"x\": "
                        + "does not match event.namespace",
            })
    void refusesOtherKinds(String kind, String change, String expected) {
        assertThat(lines(Validation.create(kind(kind), changed(kind, change)))).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Secret | {'type':'other'} | type: Invalid value: \"other\": field is immutable",
                "Service | {'spec':{'clusterIP':'10.0.0.2'}} | "
                        + "spec.clusterIPs[0]: Invalid value: []string{\"10.0.0.2\"}: "
                        + "may not change once set",
                "Deployment | {'metadata':{'uid':'other'}} | "
                        + "metadata.uid: Invalid value: \"other\": field is immutable",
                "Pod | {'spec':{'containers':[]}} | "
                        + "spec.containers: Forbidden: pod updates may not add or remove containers",
            })
    void refusesChanges(String kind, String change, String expected) {
        assertThat(lines(Validation.update(kind(kind), changed(kind, change), validOf(kind))))
                .contains(expected);
    }

    @Test
    void aPodsImageMayChangeAndLittleElse() {
        ObjectNode pod = validOf("Pod");
        ObjectNode image = pod.deepCopy();
        ((ObjectNode) image.at("/spec/containers/0")).put("image", "nginx:2");
        assertThat(Validation.update(Kinds.POD, image, pod)).isEmpty();
        ObjectNode other = changed("Pod", "{'spec':{'hostNetwork':true}}");
        assertThat(lines(Validation.update(Kinds.POD, other, pod)))
                .singleElement()
                .asString()
                .startsWith("spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,")
                .endsWith("+ hostNetwork: true\n");
    }

    @Test
    void immutableConfigMapsStayAsTheyAre() {
        ObjectNode frozen = changed("ConfigMap", "{'immutable':true}");
        ObjectNode next = changed("ConfigMap", "{'immutable':true,'data':{'a':'c'}}");
        assertThat(lines(Validation.update(Kinds.CONFIG_MAP, next, frozen)))
                .containsExactly("data: Forbidden: field is immutable when `immutable` is set");
    }

    @Test
    void refusesWhatIsTooLong() {
        ObjectNode map = validOf("ConfigMap").deepCopy();
        Json.ensure(map, "data").put("big", "x".repeat(1024 * 1024));
        Json.ensure(map, "metadata", "annotations").put("big", "x".repeat(256 * 1024));
        assertThat(lines(Validation.create(Kinds.CONFIG_MAP, map)))
                .containsExactly(
                        "metadata.annotations: Too long: may not be more than 262144 bytes",
                        "[]: Too long: may not be more than 1048576 bytes");
    }

    @Test
    void generatedNamesMayEndInADash() {
        ObjectNode tree = changed("ConfigMap", "{'metadata':{'name':null,'generateName':'web-'}}");
        assertThat(Validation.create(Kinds.CONFIG_MAP, tree)).isEmpty();
    }
}
