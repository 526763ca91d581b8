import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs while building, started as a single source file: reads the fields of all served kinds, with their types and
 * descriptions, out of the model classes of io.kubernetes:client-java-api, and writes them as one JSON resource.
 *
 * <p>Arguments: this file, the resource to write. Nothing is done when the resource is newer than this file and than
 * the table of kinds.
 *
 * <p>Form: {@code {"kinds":{"apps/v1 Deployment":"V1Deployment"},"types":{"V1Deployment":{"d":"…","f":{"spec":
 * {"t":"V1DeploymentSpec","d":"…","r":true}}}}}}. t is string, boolean, int32, int64, double, date-time, byte,
 * intOrString, quantity, any, or a type; [ before it makes a list and { a map.
 */
public final class FieldSchemaGenerator {

    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final Map<String, String> SCALARS = Map.of(
            "java.lang.String", "string",
            "java.lang.Boolean", "boolean",
            "java.lang.Integer", "int32",
            "java.lang.Long", "int64",
            "java.lang.Double", "double",
            "java.time.OffsetDateTime", "date-time",
            "io.kubernetes.client.custom.IntOrString", "intOrString",
            "io.kubernetes.client.custom.Quantity", "quantity");

    private final Deque<Class<?>> open = new ArrayDeque<>();
    private final Map<String, Object> types = new TreeMap<>();

    public static void main(String[] args) throws Exception {
        Path source = Path.of(args[0]);
        Path out = Path.of(args[1]);
        Path kinds = Path.of(Kinds.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .resolve(Kinds.class.getName().replace('.', '/') + ".class");
        if (Files.exists(out) && newer(out, source) && newer(out, kinds)) {
            return;
        }
        Files.createDirectories(out.getParent());
        Files.writeString(out, new Gson().toJson(new FieldSchemaGenerator().document()));
    }

    private static boolean newer(Path left, Path right) throws Exception {
        return Files.getLastModifiedTime(left).compareTo(Files.getLastModifiedTime(right)) > 0;
    }

    private Map<String, Object> document() {
        Map<String, String> roots = new TreeMap<>();
        for (Kind kind : Kinds.all()) {
            for (Kind.GroupVersion gv : kind.served()) {
                Class<?> model = model(gv, kind.kind());
                if (model != null) {
                    roots.put(gv.apiVersion() + " " + kind.kind(), model.getSimpleName());
                    open.add(model);
                }
            }
        }
        while (!open.isEmpty()) {
            Class<?> model = open.poll();
            if (!types.containsKey(model.getSimpleName())) {
                types.put(model.getSimpleName(), type(model));
            }
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("kinds", roots);
        out.put("types", types);
        return out;
    }

    /** V1Pod, or with the group in front where the name alone would be ambiguous: CoreV1Event, EventsV1Event. */
    private static Class<?> model(Kind.GroupVersion gv, String kind) {
        String group = gv.group().isEmpty() ? "core" : gv.group().replaceAll("\\..*", "");
        for (String name : new String[] {capital(group) + capital(gv.version()) + kind, capital(gv.version()) + kind}) {
            try {
                return Class.forName(MODELS + name);
            } catch (ClassNotFoundException e) {
                continue;
            }
        }
        return null;
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private Map<String, Object> type(Class<?> model) {
        Map<String, Object> fields = new TreeMap<>();
        for (Field field : model.getDeclaredFields()) {
            SerializedName name = field.getAnnotation(SerializedName.class);
            if (name != null) {
                fields.put(name.value(), field(model, field));
            }
        }
        Map<String, Object> out = new LinkedHashMap<>();
        ApiModel about = model.getAnnotation(ApiModel.class);
        if (about != null && !about.description().isEmpty()) {
            out.put("d", about.description());
        }
        out.put("f", fields);
        return out;
    }

    private Map<String, Object> field(Class<?> model, Field field) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("t", code(field.getGenericType()));
        ApiModelProperty about = about(model, field);
        if (about != null) {
            if (!about.value().isEmpty()) {
                out.put("d", about.value());
            }
            if (about.required()) {
                out.put("r", true);
            }
        }
        return out;
    }

    private static ApiModelProperty about(Class<?> model, Field field) {
        for (Method method : model.getMethods()) {
            if (method.getParameterCount() == 0 && method.getName().equalsIgnoreCase("get" + field.getName())) {
                return method.getAnnotation(ApiModelProperty.class);
            }
        }
        return null;
    }

    private String code(Type type) {
        if (type instanceof ParameterizedType generic) {
            boolean list = generic.getRawType().getTypeName().endsWith("List");
            Type[] inner = generic.getActualTypeArguments();
            return (list ? "[" : "{") + code(inner[inner.length - 1]);
        }
        if (type == byte[].class) {
            return "byte";
        }
        String scalar = SCALARS.get(type.getTypeName());
        if (scalar != null) {
            return scalar;
        }
        if (type instanceof Class<?> model && model.getName().startsWith(MODELS)) {
            open.add(model);
            return model.getSimpleName();
        }
        return "any";
    }
}
