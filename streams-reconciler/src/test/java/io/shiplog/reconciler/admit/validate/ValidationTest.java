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
    private static final Map<String, ObjectNode> VALID = Map.ofEntries(
            Map.entry(
                    "Deployment",
                    valid(
                            Kinds.DEPLOYMENT,
                            "{'spec':{'selector':{'matchLabels':{'app':'web'}},'template':" + TEMPLATE + "}}")),
            Map.entry(
                    "ReplicaSet",
                    valid(
                            Kinds.REPLICA_SET,
                            "{'spec':{'selector':{'matchLabels':{'app':'web'}},'template':" + TEMPLATE + "}}")),
            Map.entry("Pod", valid(Kinds.POD, "{'spec':{'containers':[{'name':'web','image':'nginx'}]}}")),
            Map.entry("Service", valid(Kinds.SERVICE, "{'spec':{'clusterIP':'10.0.0.1','ports':[{'port':80}]}}")),
            Map.entry("ConfigMap", valid(Kinds.CONFIG_MAP, "{'data':{'a':'b'}}")),
            Map.entry("Secret", valid(Kinds.SECRET, "{'stringData':{'a':'b'}}")),
            Map.entry("Namespace", valid(Kinds.NAMESPACE, "{'metadata':{'namespace':null}}")),
            Map.entry("Node", valid(Kinds.NODE, "{'metadata':{'namespace':null}}")),
            Map.entry("Lease", valid(Kinds.LEASE, "{'spec':{'holderIdentity':'me'}}")),
            Map.entry("Event", valid(Kinds.EVENT, "{'involvedObject':{'namespace':'default'}}")),
            Map.entry("PriorityClass", valid(Kinds.PRIORITY_CLASS, "{'metadata':{'namespace':null},'value':1000}")),
            Map.entry(
                    "PodDisruptionBudget",
                    valid(
                            Kinds.POD_DISRUPTION_BUDGET,
                            "{'spec':{'minAvailable':'50%','selector':{'matchLabels':{'app':'web'}}}}")));

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
                "'name':'a','image':'x','restartPolicy':'Always' | "
                        + "spec.containers[0].restartPolicy: Forbidden: may not be set for non-init containers",
                "'name':'a','image':'x','envFrom':[{}] | spec.containers[0].envFrom[0]: Invalid value: \"\": "
                        + "must specify one of: `configMapRef` or `secretRef`",
                "'name':'a','image':'x','envFrom':[{'secretRef':{}}] | "
                        + "spec.containers[0].envFrom[0].secretRef.name: Required value",
                "'name':'a','image':'x','env':[{'name':'A','valueFrom':{'fieldRef':"
                        + "{'fieldPath':'metadata.labels'}}}] | "
                        + "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "
                        + "\"metadata.labels\": supported values: \"metadata.name\", \"metadata.namespace\", "
                        + "\"metadata.uid\", \"spec.nodeName\", \"spec.serviceAccountName\", \"status.hostIP\", "
                        + "\"status.hostIPs\", \"status.podIP\", \"status.podIPs\"",
                "'name':'a','image':'x','env':[{'name':'A','valueFrom':{'fieldRef':{'fieldPath':'spec.x'}}}] | "
                        + "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"spec.x\": "
                        + "error converting fieldPath: field label not supported: spec.x",
                "'name':'a','image':'x','env':[{'name':'A','valueFrom':{'resourceFieldRef':{'resource':'limits.cpu',"
                        + "'divisor':'1Mi'}}}] | spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: "
                        + "Invalid value: \"cpu\": only divisor's values 1m and 1 are supported with the cpu resource",
                "'name':'a','image':'x','readinessProbe':{'tcpSocket':{'port':80},'terminationGracePeriodSeconds':5} | "
                        + "spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: "
                        + "must not be set for readinessProbes",
                "'name':'a','image':'x','lifecycle':{'preStop':{'sleep':{'seconds':31}}} | "
                        + "spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: "
                        + "must be greater than 0 and less than terminationGracePeriodSeconds (30)",
                "'name':'a','image':'x','securityContext':{'runAsUser':-1} | "
                        + "spec.containers[0].securityContext.runAsUser: Invalid value: -1: "
                        + "must be between 0 and 2147483647, inclusive",
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
                "'volumes':[{'name':'v','hostPath':{'path':'/x','type':'Dir'}}] | spec.volumes[0].hostPath.type: "
                        + "Unsupported value: \"Dir\": supported values: \"\", \"BlockDevice\", \"CharDevice\", "
                        + "\"Directory\", \"DirectoryOrCreate\", \"File\", \"FileOrCreate\", \"Socket\"",
                "'volumes':[{'name':'v','configMap':{'name':'c','defaultMode':512}}] | "
                        + "spec.volumes[0].configMap.defaultMode: Invalid value: 512: "
                        + "must be a number between 0 and 0777 (octal), both inclusive",
                "'volumes':[{'name':'v','secret':{'secretName':'s','items':[{'key':'k','path':'../x'}]}}] | "
                        + "spec.volumes[0].secret.items[0].path: Invalid value: \"../x\": must not contain '..'",
                "'volumes':[{'name':'v','projected':{'sources':[{'configMap':{'name':'c'},'secret':{'name':'s'}}]}}] | "
                        + "spec.volumes[0].projected.sources[0]: Forbidden: may not specify more than 1 volume type",
                "'volumes':[{'name':'v','downwardAPI':{'items':[{'path':'p'}]}}] | "
                        + "spec.volumes[0].downwardAPI.items[0]: "
                        + "Required value: one of fieldRef and resourceFieldRef is required",
                "'hostAliases':[{'ip':'1.2.3','hostnames':['a']}] | spec.hostAliases[0].ip: Invalid value: \"1.2.3\": "
                        + "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
                "'imagePullSecrets':[{}] | spec.imagePullSecrets[0].name: Required value",
                "'dnsPolicy':'None' | spec.dnsConfig: Required value: "
                        + "must provide `dnsConfig` when `dnsPolicy` is \"None\"",
                "'initContainers':[{'name':'i','image':'x','restartPolicy':'Never'}] | "
                        + "spec.initContainers[0].restartPolicy: Unsupported value: \"Never\": "
                        + "supported values: \"Always\"",
                "'securityContext':{'seccompProfile':{'type':'Localhost'}} | "
                        + "spec.securityContext.seccompProfile.localhostProfile: Required value: "
                        + "must be set when seccompProfile type is Localhost",
            })
    void refusesPodSpecs(String spec, String expected) {
        assertThat(lines(Validation.create(Kinds.POD, changed("Pod", "{'spec':{" + spec + "}}"))))
                .containsExactly(expected);
    }

    @Test
    void acceptsWhatRealPodsHave() {
        ObjectNode pod = changed(
                "Pod",
                "{'spec':{'hostAliases':[{'ip':'::1','hostnames':['a.b']}],'readinessGates':"
                        + "[{'conditionType':'a.b/c'}],"
                        + "'securityContext':{'fsGroup':1000,'runAsUser':0},'volumes':[{'name':"
                        + "'v','projected':{'sources':"
                        + "[{'downwardAPI':{'items':[{'path':'l','fieldRef':{'fieldPath':"
                        + "'metadata.labels'}},{'path':'c',"
                        + "'resourceFieldRef':{'resource':'limits.cpu','containerName':'a','divisor':'1m'}}]}}]}}],"
                        + "'initContainers':[{'name':'s','image':'x','restartPolicy':"
                        + "'Always'}],'containers':[{'name':'a',"
                        + "'image':'x','envFrom':[{'prefix':'P_','configMapRef':{'name':'c'}}],'env':[{'name':'A',"
                        + "'valueFrom':{'fieldRef':{'fieldPath':'metadata.annotations[\\u0027a/b\\u0027]'}}}],"
                        + "'volumeMounts':[{'name':'v','mountPath':'/v','subPathExpr':'$(A)'}],'lifecycle':{'preStop':"
                        + "{'sleep':{'seconds':5}}},'livenessProbe':{'grpc':{'port':1},"
                        + "'terminationGracePeriodSeconds':5}}]}}");
        Defaults.apply(Kinds.POD, pod);
        assertThat(lines(Validation.create(Kinds.POD, pod))).isEmpty();
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
                "PriorityClass | {'value':1000000001} | value: Forbidden: "
                        + "maximum allowed value of a user defined priority is 1000000000",
                "PriorityClass | {'metadata':{'name':'system-mine'}} | metadata.name: Forbidden: "
                        + "priority class names with 'system-' prefix are reserved for system use only. error: "
                        + "system-mine is not a known system priority class",
                "PriorityClass | {'metadata':{'name':'system-node-critical'}} | metadata.name: Forbidden: "
                        + "priority class names with 'system-' prefix are reserved for system use only. error: "
                        + "value of system-node-critical PriorityClass must be 2000001000",
                "PriorityClass | {'preemptionPolicy':'Sometimes'} | preemptionPolicy: Unsupported value: "
                        + "\"Sometimes\": supported values: \"Never\", \"PreemptLowerPriority\"",
                "PodDisruptionBudget | {'spec':{'minAvailable':'101%'}} | spec.minAvailable: Invalid value: "
                        + "intstr.IntOrString{Type:1, IntVal:0, StrVal:\"101%\"}: "
                        + "must not be greater than 100%",
                "PodDisruptionBudget | {'spec':{'minAvailable':-1}} | spec.minAvailable: Invalid value: -1: "
                        + "must be greater than or equal to 0",
                "PodDisruptionBudget | {'spec':{'maxUnavailable':1,'selector':null}} | spec: Invalid value: "
                        + "{\"minAvailable\":\"50%\",\"maxUnavailable\":1}: "
                        + "minAvailable and maxUnavailable cannot be both set",
                "PodDisruptionBudget | {'spec':{'selector':{'matchExpressions':[{'key':'a','operator':'Is'}]}}} | "
                        + "spec.selector.matchExpressions[0].operator: Invalid value: \"Is\": "
                        + "not a valid selector operator",
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
                "PriorityClass | {'value':2} | value: Forbidden: may not be changed in an update.",
                "PriorityClass | {'preemptionPolicy':'Never'} | "
                        + "preemptionPolicy: Invalid value: \"Never\": field is immutable",
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
