package io.shardsteer.common.formats;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The descriptors of a serialised {@code FileDescriptorSet}. One instance for one set. */
final class ProtobufSchemas {
  private final Map<String, FileDescriptorProto> protos = new HashMap<>();
  private final Map<String, FileDescriptor> built = new HashMap<>();
  private final Set<String> underWay = new HashSet<>();

  private ProtobufSchemas(FileDescriptorSet set) {
    // Imports that every compiler brings along.
    for (FileDescriptor known :
        new FileDescriptor[] {
          TimestampProto.getDescriptor(),
          DurationProto.getDescriptor(),
          WrappersProto.getDescriptor()
        }) {
      protos.put(known.getName(), known.toProto());
    }
    set.getFileList().forEach(file -> protos.put(file.getName(), file));
  }

  /**
   * @param descriptorSet serialised, with the imports
   * @param message full name of the record's message
   * @throws BadSchemaException if these are no descriptors, or none of the message
   */
  static Descriptor message(byte[] descriptorSet, String message) throws BadSchemaException {
    try {
      var schemas = new ProtobufSchemas(FileDescriptorSet.parseFrom(descriptorSet));
      for (String file : Set.copyOf(schemas.protos.keySet())) {
        Descriptor found = named(schemas.file(file), message);
        if (found != null) {
          return found;
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new BadSchemaException("A Protobuf schema is no FileDescriptorSet: " + e.getMessage());
    } catch (DescriptorValidationException | StackOverflowError e) {
      throw new BadSchemaException("A Protobuf schema does not fit together: " + e.getMessage());
    }
    throw new BadSchemaException(
        "A Protobuf schema lacks the message %s; it needs its imports too.".formatted(message));
  }

  private FileDescriptor file(String name)
      throws BadSchemaException, DescriptorValidationException {
    FileDescriptor known = built.get(name);
    if (known != null) {
      return known;
    }
    FileDescriptorProto proto = protos.get(name);
    if (proto == null) {
      throw new BadSchemaException(
          "A Protobuf schema lacks the file %s, which it imports.".formatted(name));
    }
    if (!underWay.add(name)) {
      throw new BadSchemaException("A Protobuf schema's file %s imports itself.".formatted(name));
    }
    var imports = new FileDescriptor[proto.getDependencyCount()];
    for (int i = 0; i < imports.length; i++) {
      imports[i] = file(proto.getDependency(i));
    }
    FileDescriptor file = FileDescriptor.buildFrom(proto, imports);
    built.put(name, file);
    return file;
  }

  private static @Nullable Descriptor named(FileDescriptor file, String message) {
    for (Descriptor outermost : file.getMessageTypes()) {
      Descriptor found = named(outermost, message);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Descriptor named(Descriptor within, String message) {
    if (within.getFullName().equals(message)) {
      return within;
    }
    if (message.startsWith(within.getFullName() + ".")) {
      for (Descriptor nested : within.getNestedTypes()) {
        Descriptor found = named(nested, message);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
