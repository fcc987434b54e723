// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/checkpoint_file.h"

#include "core/base/error_exception.h"
#include "core/weights/pickle_machine.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <new>
#include <optional>

namespace fulcrum::weights {
namespace {

using Kind = PickleValue::Kind;

constexpr const char* kWhat = "cannot read a checkpoint";
constexpr std::size_t kMostDimensions = 16;
constexpr std::size_t kMostDetails = 20'000, kDeepestDetail = 12, kLongestDetail = 4096; ///< of `details`

DType storageType(const std::string& name, const std::string& where)
{
    static const std::map<std::string, DType> types = {{"torch FloatStorage", DType::F32}, {"torch DoubleStorage", DType::F64},
        {"torch HalfStorage", DType::F16}, {"torch BFloat16Storage", DType::BF16}, {"torch LongStorage", DType::I64},
        {"torch IntStorage", DType::I32}, {"torch ShortStorage", DType::I16}, {"torch CharStorage", DType::I8},
        {"torch ByteStorage", DType::U8}, {"torch BoolStorage", DType::Bool}};
    const auto found = types.find(name);
    if (found == types.end())
        throw ErrorException(ErrorCode::Unsupported, kWhat, where, "storage type '" + name + "'");
    return found->second;
}

/// Finds the tensors in a pickle that was read.
class TensorFinder
{
public:
    TensorFinder(const ZipFile& zip, std::string folder)
        : m_zip(zip), m_where(zip.path().string()), m_folder(std::move(folder)),
          m_machine(zip.find(m_folder + "data.pkl")->text(), m_where), m_root(m_machine.run())
    {
    }

    std::map<std::string, CheckpointTensor> tensors() const
    {
        std::map<std::string, CheckpointTensor> named;
        const PickleValue& dictionary = stateDictionary();
        for (std::size_t i = 0; i + 1 < dictionary.values.size(); i += 2) {
            const PickleValue& key = m_machine.at(dictionary.values[i]);
            const PickleValue& value = m_machine.at(dictionary.values[i + 1]);
            if (key.kind != Kind::Text)
                continue;
            const std::string name = key.text.starts_with("module.") ? key.text.substr(7) : key.text;
            if (value.kind == Kind::Opaque || value.kind == Kind::Global)
                refuse(name, "it is " + (value.kind == Kind::Global ? "'" + value.text + "'" : m_machine.className(value))
                        + ", not a tensor; nothing in a checkpoint is executed");
            if (value.kind == Kind::Tensor)
                named[name] = tensor(value, name);
        }
        if (named.empty())
            throw ErrorException(ErrorCode::Malformed, kWhat, m_where, "it holds no named tensors");
        return named;
    }

    const std::set<std::string>& refused() const { return m_machine.refused(); }

    /// Everything of the outermost dictionary but the state dictionary.
    nlohmann::json details() const
    {
        nlohmann::json all = nlohmann::json::object();
        const PickleValue& root = m_machine.at(m_root);
        const PickleValue& state = stateDictionary();
        std::size_t left = kMostDetails;
        for (std::size_t i = 0; &root != &state && i + 1 < root.values.size(); i += 2)
            if (const PickleValue& value = m_machine.at(root.values[i + 1]); &value != &state)
                addDetail(all, m_machine.at(root.values[i]), value, 0, left);
        return all;
    }

private:
    const PickleValue& stateDictionary() const
    {
        const PickleValue& root = m_machine.at(m_root);
        if (root.kind == Kind::Opaque)
            throw ErrorException(ErrorCode::Unsupported, kWhat, m_where,
                fmt::format(
                    "it is {}, not a dictionary of tensors; nothing in a checkpoint is executed", m_machine.className(root)),
                "save the model's state_dict()");
        if (root.kind != Kind::Dictionary)
            throw ErrorException(ErrorCode::Malformed, kWhat, m_where, "it is not a dictionary");
        for (const char* wrapper : {"state_dict", "model_state_dict", "model"})
            for (std::size_t i = 0; i + 1 < root.values.size(); i += 2) {
                const PickleValue& value = m_machine.at(root.values[i + 1]);
                if (m_machine.at(root.values[i]).text == wrapper && value.kind == Kind::Dictionary)
                    return value;
            }
        return root;
    }

    void addDetail(nlohmann::json& to, const PickleValue& key, const PickleValue& value, std::size_t depth, std::size_t& left) const
    {
        if (key.kind != Kind::Text && key.kind != Kind::Integer)
            return;
        if (auto one = detail(value, depth + 1, left))
            to[key.kind == Kind::Text ? readable(key.text) : std::to_string(key.integer)] = std::move(*one);
    }

    /// Values refer to one another by index, so a small file can hold a tree without end: depth and number are limited.
    std::optional<nlohmann::json> detail(const PickleValue& value, std::size_t depth, std::size_t& left) const
    {
        if (depth > kDeepestDetail || left == 0)
            return std::nullopt;
        --left;
        nlohmann::json result;
        switch (value.kind) {
        case Kind::None: return result;
        case Kind::Boolean: return value.integer != 0;
        case Kind::Integer: return value.integer;
        case Kind::Real: return std::isfinite(value.real) ? nlohmann::json(value.real) : nlohmann::json(fmt::format("{}", value.real));
        case Kind::Text: return readable(value.text);
        case Kind::Global: return fmt::format("<{}>", readable(value.text));
        case Kind::Opaque: return fmt::format("<{}>", readable(m_machine.className(value)));
        case Kind::Tensor: return number(value);
        case Kind::Storage: return std::nullopt;
        case Kind::Sequence:
            result = nlohmann::json::array();
            for (const std::size_t one : value.values)
                if (auto item = detail(m_machine.at(one), depth + 1, left))
                    result.push_back(std::move(*item));
            return result;
        case Kind::Dictionary: break;
        }
        result = nlohmann::json::object();
        for (std::size_t i = 0; i + 1 < value.values.size(); i += 2)
            addDetail(result, m_machine.at(value.values[i]), m_machine.at(value.values[i + 1]), depth, left);
        return result;
    }

    /// Printable ASCII, not too long: what anybody may have written is shown to people and stored as JSON.
    static std::string readable(const std::string& text)
    {
        std::string clean = text.substr(0, kLongestDetail);
        std::replace_if(clean.begin(), clean.end(), [](unsigned char c) { return c < 0x20 || c > 0x7E; }, '?');
        return clean;
    }

    /// Of a tensor of one number.
    std::optional<nlohmann::json> number(const PickleValue& value) const
    {
        try {
            const CheckpointTensor one = tensor(value, "a number");
            if (one.numel() != 1)
                return std::nullopt;
            const auto at = one.bytes.subspan(static_cast<std::size_t>(one.offset) * dtypeSize(one.type), dtypeSize(one.type));
            const auto as = [&]<class T>(T number) {
                std::memcpy(&number, at.data(), sizeof number);
                return number;
            };
            switch (one.type) {
            case DType::F32: return finite(static_cast<double>(as(float{})));
            case DType::F64: return finite(as(double{}));
            case DType::F16: return finite(static_cast<double>(halfToFloat(as(std::uint16_t{}))));
            case DType::I64: return as(std::int64_t{});
            case DType::I32: return as(std::int32_t{});
            default: return std::nullopt;
            }
        } catch (const ErrorException&) {
            return std::nullopt;
        }
    }
    static std::optional<nlohmann::json> finite(double value)
    {
        return std::isfinite(value) ? std::optional<nlohmann::json>(value) : std::nullopt;
    }

    /// ('storage', type, key, location, number of elements)
    void findStorage(const PickleValue& reference, const std::string& name, CheckpointTensor& tensor) const
    {
        if (reference.kind != Kind::Storage || reference.values.size() < 5)
            refuse(name, "it has no storage");
        tensor.type = storageType(m_machine.at(reference.values[1]).text, m_where + ": " + name);
        tensor.storage = m_folder + "data/" + m_machine.at(reference.values[2]).text;
        const ZipFile::Member* member = m_zip.find(tensor.storage);
        if (member == nullptr)
            refuse(name, "its data are not in the file");
        tensor.bytes = member->bytes;
    }

    std::vector<std::int64_t> integers(std::size_t index, const std::string& name) const
    {
        const PickleValue& value = m_machine.at(index);
        if (value.kind != Kind::Sequence || value.values.size() > kMostDimensions)
            refuse(name, "it has no valid shape");
        std::vector<std::int64_t> numbers;
        for (const std::size_t one : value.values) {
            if (m_machine.at(one).kind != Kind::Integer || m_machine.at(one).integer < 0)
                refuse(name, "its shape or strides are not whole numbers");
            numbers.push_back(m_machine.at(one).integer);
        }
        return numbers;
    }

    CheckpointTensor tensor(const PickleValue& value, const std::string& name) const
    {
        if (value.values.size() < 4)
            refuse(name, "it is incomplete");
        CheckpointTensor tensor;
        findStorage(m_machine.at(value.values[0]), name, tensor);
        tensor.offset = m_machine.at(value.values[1]).integer;
        tensor.shape = integers(value.values[2], name);
        tensor.strides = integers(value.values[3], name);
        if (tensor.shape.size() != tensor.strides.size() || tensor.offset < 0)
            refuse(name, "shape and strides disagree");
        std::int64_t last = tensor.offset, count = 1;
        for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
            std::int64_t reach = 0;
            if (__builtin_mul_overflow(count, tensor.shape[i], &count)
                || __builtin_mul_overflow(std::max<std::int64_t>(tensor.shape[i] - 1, 0), tensor.strides[i], &reach)
                || __builtin_add_overflow(last, reach, &last))
                refuse(name, "its shape is absurd");
        }
        const auto stored = static_cast<std::int64_t>(tensor.bytes.size() / dtypeSize(tensor.type));
        // Zero strides could turn a few bytes into a tensor larger than the file: a weight never needs that.
        if (count > stored || (count > 0 && last >= stored))
            refuse(name, "it reaches outside its data");
        return tensor;
    }

    [[noreturn]] void refuse(const std::string& name, const std::string& why) const
    {
        throw ErrorException(ErrorCode::Malformed, kWhat, m_where, "tensor '" + name + "': " + why);
    }

    const ZipFile& m_zip;
    std::string m_where;
    std::string m_folder; ///< all members lie in one, "archive/"
    PickleMachine m_machine;
    std::size_t m_root = 0;
};

/// "archive/" of "archive/data.pkl".
Result<std::string> archiveFolder(const ZipFile& zip)
{
    for (const auto& [name, member] : zip.members())
        if (name.ends_with("/data.pkl") && name.find('/') == name.size() - 9)
            return name.substr(0, name.size() - 8);
    return fail(ErrorCode::Malformed, kWhat, zip.path().string(), "it has no data.pkl", "give a file that torch.save wrote");
}

} // namespace

std::int64_t CheckpointTensor::numel() const
{
    std::int64_t n = 1;
    for (const std::int64_t extent : shape)
        n *= extent;
    return n;
}

bool CheckpointTensor::isContiguous() const
{
    if (numel() == 0)
        return true; // the other extents may be any
    std::int64_t expected = 1;
    for (std::size_t i = shape.size(); i-- > 0;) {
        if (shape[i] != 1 && strides[i] != expected)
            return false;
        expected *= shape[i];
    }
    return true;
}

const CheckpointTensor* CheckpointFile::find(const std::string& name) const
{
    const auto found = m_tensors.find(name);
    return found == m_tensors.end() ? nullptr : &found->second;
}

Result<CheckpointFile> CheckpointFile::open(const Path& path)
{
    CheckpointFile file;
    if (auto zip = ZipFile::open(path); zip)
        file.m_zip = std::move(*zip);
    else if (zip.error().code == ErrorCode::Unsupported && zip.error().why == "it is not a zip file")
        return fail(ErrorCode::Unsupported, kWhat, path.string(), "it is not a PyTorch zip file",
            "files of PyTorch before 1.6 must be saved again with a newer one");
    else
        return fail(zip.error().within(kWhat));
    FULCRUM_TRY(const std::string folder, archiveFolder(file.m_zip));
    // Newer versions of PyTorch can leave the checksums out; then that of the version is wrong too.
    const ZipFile::Member* version = file.m_zip.find(folder + "version");
    file.m_hasChecksums = version != nullptr && crc32(version->bytes) == version->crc;
    FULCRUM_CHECK(file.verify(folder + "data.pkl"));
    if (const ZipFile::Member* order = file.m_zip.find(folder + "byteorder"); order != nullptr && order->text() != "little")
        return fail(ErrorCode::Unsupported, kWhat, path.string(), "it was written on a big-endian machine",
            "convert it to safetensors");
    try {
        const TensorFinder finder(file.m_zip, folder);
        file.m_tensors = finder.tensors();
        file.m_refused = finder.refused();
        file.m_details = finder.details();
    } catch (const ErrorException& exception) {
        return fail(exception.error());
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, kWhat, path.string(), "its pickle needs more memory than there is");
    }
    return file;
}

Result<void> CheckpointFile::verify(const std::string& storage) const
{
    const ZipFile::Member* member = m_zip.find(storage);
    if (member != nullptr && m_hasChecksums && crc32(member->bytes) != member->crc)
        return fail(ErrorCode::Malformed, kWhat, path().string(), fmt::format("'{}' does not have its checksum", storage),
            "the file is damaged: copy it again");
    return {};
}

} // namespace fulcrum::weights
