// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoint_reader.h"

#include "core/engine/guard.h"
#include "core/engine/pickle_machine.h"

#include <caffe2/serialize/inline_container.h>
#include <fmt/format.h>

namespace fulcrum::engine {
namespace {

using Kind = PickleValue::Kind;

at::ScalarType storageType(const std::string& name, const std::string& where)
{
    static const std::map<std::string, at::ScalarType> types = {{"torch FloatStorage", at::kFloat},
        {"torch DoubleStorage", at::kDouble}, {"torch HalfStorage", at::kHalf}, {"torch BFloat16Storage", at::kBFloat16},
        {"torch LongStorage", at::kLong}, {"torch IntStorage", at::kInt}, {"torch ShortStorage", at::kShort},
        {"torch CharStorage", at::kChar}, {"torch ByteStorage", at::kByte}, {"torch BoolStorage", at::kBool}};
    const auto found = types.find(name);
    if (found == types.end())
        throw EngineError(ErrorCode::Unsupported, "cannot read a checkpoint", where, "storage type '" + name + "'");
    return found->second;
}

/// Little-endian number of `width` bytes; 0 outside the file.
std::uint64_t numberAt(std::string_view file, std::uint64_t at, int width)
{
    std::uint64_t value = 0;
    if (at > file.size() || file.size() - at < static_cast<std::uint64_t>(width))
        return 0;
    for (int i = width - 1; i >= 0; --i)
        value = value << 8 | static_cast<unsigned char>(file[at + static_cast<std::uint64_t>(i)]);
    return value;
}

/// PyTorch stores the members of its zip files as they are. A compressed one could unpack to any size, so it is refused from the
/// central directory alone (PKWARE's APPNOTE 4.3.12 to 4.3.16). Any other damage is left to the reader, which names it.
void refuseCompressed(std::string_view file, const std::string& where)
{
    constexpr std::uint64_t kEntry = 0x02014b50, kEnd64 = 0x06064b50, kLocator64 = 0x07064b50;
    const std::size_t end = file.rfind(std::string_view("PK\5\6", 4));
    if (end == std::string_view::npos)
        return;
    std::uint64_t entries = numberAt(file, end + 10, 2), at = numberAt(file, end + 16, 4);
    if (end >= 20 && numberAt(file, end - 20, 4) == kLocator64) {
        const std::uint64_t end64 = numberAt(file, end - 12, 8);
        if (numberAt(file, end64, 4) == kEnd64) {
            entries = numberAt(file, end64 + 32, 8);
            at = numberAt(file, end64 + 48, 8);
        }
    }
    for (; entries > 0 && numberAt(file, at, 4) == kEntry; --entries) {
        if (numberAt(file, at + 10, 2) != 0)
            throw EngineError(ErrorCode::Unsupported, "cannot read a checkpoint", where, "its members are compressed",
                "save it again with torch.save");
        at += 46 + numberAt(file, at + 28, 2) + numberAt(file, at + 30, 2) + numberAt(file, at + 32, 2);
    }
}

/// One zip file with its pickle and its storages.
class Archive
{
public:
    explicit Archive(const Path& file) : m_where(file.string()), m_reader(file.string())
    {
        auto [data, size] = m_reader.getRecord("data.pkl");
        m_pickleData = std::move(data);
        m_machine = std::make_unique<PickleMachine>(
            std::string_view(static_cast<const char*>(m_pickleData.get()), size), m_where);
        m_root = m_machine->run();
    }

    std::map<std::string, at::Tensor> tensors()
    {
        std::map<std::string, at::Tensor> named;
        const PickleValue& dictionary = stateDictionary();
        for (std::size_t i = 0; i + 1 < dictionary.values.size(); i += 2) {
            const PickleValue& key = m_machine->at(dictionary.values[i]);
            const PickleValue& value = m_machine->at(dictionary.values[i + 1]);
            if (key.kind != Kind::Text || value.kind != Kind::Tensor)
                continue;
            const std::string name = key.text.starts_with("module.") ? key.text.substr(7) : key.text;
            named[name] = tensor(value, name);
        }
        if (named.empty())
            throw EngineError(ErrorCode::Malformed, "cannot read a checkpoint", m_where, "it holds no named tensors");
        return named;
    }

private:
    const PickleValue& stateDictionary() const
    {
        const PickleValue& root = m_machine->at(m_root);
        if (root.kind != Kind::Dictionary)
            throw EngineError(ErrorCode::Malformed, "cannot read a checkpoint", m_where, "it is not a dictionary");
        for (const char* wrapper : {"state_dict", "model_state_dict", "model"})
            for (std::size_t i = 0; i + 1 < root.values.size(); i += 2) {
                const PickleValue& value = m_machine->at(root.values[i + 1]);
                if (m_machine->at(root.values[i]).text == wrapper && value.kind == Kind::Dictionary)
                    return value;
            }
        return root;
    }


    /// ('storage', type, key, location, number of elements)
    const at::Tensor& storage(const PickleValue& reference, const std::string& name)
    {
        if (reference.kind != Kind::Storage || reference.values.size() < 5)
            refuse(name, "it has no storage");
        const std::string key = m_machine->at(reference.values[2]).text;
        const at::ScalarType type = storageType(m_machine->at(reference.values[1]).text, m_where + ": " + name);
        const std::string cacheKey = key + "/" + toString(type);
        if (const auto found = m_storages.find(cacheKey); found != m_storages.end())
            return found->second;
        if (key.empty() || !m_reader.hasRecord("data/" + key))
            refuse(name, "its data are not in the file");
        auto [data, size] = m_reader.getRecord("data/" + key);
        const auto elements = static_cast<std::int64_t>(size / c10::elementSize(type));
        auto owner = std::make_shared<at::DataPtr>(std::move(data));
        void* bytes = owner->get();
        return m_storages[cacheKey]
            = at::from_blob(bytes, {elements}, [owner](void*) {}, at::TensorOptions(type));
    }

    std::vector<std::int64_t> integers(std::size_t index, const std::string& name) const
    {
        const PickleValue& value = m_machine->at(index);
        if (value.kind != Kind::Sequence || value.values.size() > 16)
            refuse(name, "it has no valid shape");
        std::vector<std::int64_t> numbers;
        for (const std::size_t one : value.values) {
            if (m_machine->at(one).kind != Kind::Integer || m_machine->at(one).integer < 0)
                refuse(name, "its shape or strides are not whole numbers");
            numbers.push_back(m_machine->at(one).integer);
        }
        return numbers;
    }

    at::Tensor tensor(const PickleValue& value, const std::string& name)
    {
        if (value.values.size() < 4)
            refuse(name, "it is incomplete");
        const at::Tensor& flat = storage(m_machine->at(value.values[0]), name);
        const std::int64_t offset = m_machine->at(value.values[1]).integer;
        const std::vector<std::int64_t> shape = integers(value.values[2], name), strides = integers(value.values[3], name);
        if (shape.size() != strides.size() || offset < 0)
            refuse(name, "shape and strides disagree");
        std::int64_t last = offset, count = 1;
        for (std::size_t i = 0; i < shape.size(); ++i) {
            std::int64_t reach = 0;
            if (__builtin_mul_overflow(count, shape[i], &count)
                || __builtin_mul_overflow(std::max<std::int64_t>(shape[i] - 1, 0), strides[i], &reach)
                || __builtin_add_overflow(last, reach, &last))
                refuse(name, "its shape is absurd");
        }
        // Zero strides could turn a few bytes into a tensor larger than the file: a weight never needs that.
        if (count > flat.numel() || (count > 0 && last >= flat.numel()))
            refuse(name, "it reaches outside its data");
        return flat.as_strided(shape, strides, offset).contiguous();
    }

    [[noreturn]] void refuse(const std::string& name, const std::string& why) const
    {
        throw EngineError(ErrorCode::Malformed, "cannot read a checkpoint", m_where, "tensor '" + name + "': " + why);
    }

    std::string m_where;
    caffe2::serialize::PyTorchStreamReader m_reader;
    at::DataPtr m_pickleData;
    std::unique_ptr<PickleMachine> m_machine;
    std::size_t m_root = 0;
    std::map<std::string, at::Tensor> m_storages;
};

} // namespace

Result<std::map<std::string, at::Tensor>> readCheckpoint(const Path& file)
{
    FULCRUM_TRY(const MappedFile mapped, MappedFile::open(file));
    const auto bytes = mapped.bytes();
    if (bytes.size() < 4 || static_cast<char>(bytes[0]) != 'P' || static_cast<char>(bytes[1]) != 'K')
        return fail(ErrorCode::Unsupported, "cannot read a checkpoint", file.string(),
            "it is not a PyTorch zip file", "files of PyTorch before 1.6 must be saved again with a newer one");
    auto read = guarded("cannot read a checkpoint", [&] {
        refuseCompressed({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, file.string());
        return Archive(file).tensors();
    });
    if (!read && read.error().code == ErrorCode::Internal) {
        // The zip library has its own words for damage.
        Error error = read.error();
        error.code = ErrorCode::Malformed;
        error.where = file.string();
        return fail(std::move(error));
    }
    return read;
}

} // namespace fulcrum::engine
