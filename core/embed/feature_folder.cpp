// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/feature_folder.h"

#include "core/base/log.h"
#include "core/base/rng.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

namespace fulcrum::embed {
namespace {

constexpr const char* kFormat = "fulcrum image features 1";
constexpr const char* kEnding = ".safetensors";
constexpr std::size_t kSmallBlocks = 16; ///< as many blocks that are less than half full are joined
constexpr auto kLongestWait = std::chrono::seconds(20); ///< that features wait for their block to fill

std::int64_t checkOf(std::span<const std::byte> bytes)
{
    return static_cast<std::int64_t>(stableHash({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
}

/// The keys of a block, one per row; empty when it is not a block of this identity (null: of any) or does not add up.
std::vector<std::string> keysOf(const SafetensorsFile& file, const std::string* identity)
{
    const auto text = [&](const char* name) {
        const auto found = file.metadata().find(name);
        return found == file.metadata().end() ? std::string() : found->second;
    };
    const TensorView* features = file.find("features");
    const TensorView* checks = file.find("checks");
    if (text("format") != kFormat || (identity && text("identity") != *identity) || !features || !checks
        || features->shape.size() != 3 || checks->shape != std::vector<std::int64_t>{features->shape[0]}
        || checks->type != DType::I64)
        return {};
    const nlohmann::json list = nlohmann::json::parse(text("keys"), nullptr, false);
    std::vector<std::string> keys;
    if (list.is_array())
        for (const nlohmann::json& key : list)
            if (key.is_string())
                keys.push_back(key.get<std::string>());
    return static_cast<std::int64_t>(keys.size()) == features->shape[0] ? keys : std::vector<std::string>();
}

std::span<const std::byte> rowOf(const TensorView& tensor, std::int64_t row)
{
    const std::size_t size = tensor.bytes.size() / static_cast<std::size_t>(tensor.shape[0]);
    return tensor.bytes.subspan(static_cast<std::size_t>(row) * size, size);
}

bool isIntact(const SafetensorsFile& file, std::int64_t row)
{
    std::int64_t expected = 0;
    std::memcpy(&expected, rowOf(*file.find("checks"), row).data(), sizeof expected);
    return checkOf(rowOf(*file.find("features"), row)) == expected;
}

std::uint64_t sizeBelow(const Path& folder)
{
    std::uint64_t bytes = 0;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code gone;
        const std::uintmax_t size = std::filesystem::file_size(at->path(), gone);
        bytes += gone ? 0 : size;
    }
    return bytes;
}

std::optional<DType> typeOf(const std::string& name)
{
    for (const DType type : {DType::F32, DType::F16, DType::BF16})
        if (name == dtypeName(type))
            return type;
    return std::nullopt;
}

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

/// The right to write, as long as it lives; the system takes it back when the process ends.
class FeatureFolder::WriterLock
{
public:
    static std::unique_ptr<WriterLock> take(const Path& folder)
    {
        std::error_code ignored;
        std::filesystem::create_directories(folder, ignored);
        const int fd = ::open((folder / "writer").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
        if (fd < 0)
            return nullptr;
        std::unique_ptr<WriterLock> lock(new WriterLock(fd));
        return ::flock(fd, LOCK_EX | LOCK_NB) == 0 ? std::move(lock) : nullptr;
    }
    ~WriterLock() { ::close(m_fd); }
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;

private:
    explicit WriterLock(int fd) : m_fd(fd) {}
    int m_fd;
};

FeatureFolder::FeatureFolder(Path folder, std::string identity, Options options)
    : m_folder(std::move(folder)), m_identity(std::move(identity)), m_options(options)
{
    const std::lock_guard lock(m_mutex);
    scan();
}

FeatureFolder::FeatureFolder(Path folder, std::string identity)
    : FeatureFolder(std::move(folder), std::move(identity), Options())
{
}

FeatureFolder::~FeatureFolder() { flush(); }

/// Takes in blocks that were not there the last time.
void FeatureFolder::scan()
{
    std::error_code error;
    const auto changed = std::filesystem::last_write_time(m_folder, error);
    if (error || changed == m_scanned)
        return;
    m_scanned = changed;
    std::vector<Path> files;
    for (std::filesystem::directory_iterator at(m_folder, error), end; !error && at != end; at.increment(error))
        if (at->path().extension() == kEnding && !m_files.contains(at->path().filename().string()))
            files.push_back(at->path());
    std::sort(files.begin(), files.end());
    for (const Path& file : files)
        addBlock(file);
}

void FeatureFolder::addBlock(const Path& file)
{
    bool& ours = m_files[file.filename().string()] = false;
    const auto opened = SafetensorsFile::open(file);
    const std::vector<std::string> keys = opened ? keysOf(*opened, &m_identity) : std::vector<std::string>();
    if (keys.empty()) {
        log(LogLevel::Warning, "fulcrum.features", fmt::format("{} holds no features of this model and is passed over", file.string()));
        return;
    }
    ours = true;
    for (std::size_t row = 0; row < keys.size(); ++row)
        m_places[keys[row]] = {m_blocks.size(), static_cast<std::int64_t>(row)};
    m_blocks.push_back(*opened);
}

std::optional<model::ImageFeatures> FeatureFolder::find(const std::string& key)
{
    const std::lock_guard lock(m_mutex);
    auto found = m_places.find(key);
    if (found == m_places.end()) {
        scan(); // another process may have written it meanwhile
        found = m_places.find(key);
    }
    if (found == m_places.end())
        return std::nullopt;
    const SafetensorsFile& file = m_blocks[found->second.block];
    if (!isIntact(file, found->second.row)) {
        log(LogLevel::Warning, "fulcrum.features", fmt::format("{} is damaged: an image is encoded again", file.path().string()));
        m_places.erase(found);
        return std::nullopt;
    }
    const TensorView& tensor = *file.find("features");
    return model::ImageFeatures{
        dtypeName(tensor.type), tensor.shape[1], tensor.shape[2], rowOf(tensor, found->second.row), file.owner()};
}

void FeatureFolder::put(const std::string& key, const model::ImageFeatures& features)
{
    const std::lock_guard lock(m_mutex);
    if (m_options.readOnly || m_full || m_places.contains(key) || !typeOf(features.type) || features.bytes.empty())
        return;
    if (!m_lock) {
        m_lock = WriterLock::take(m_folder);
        if (!m_lock)
            return; // somebody else writes
        compact();
    }
    const bool fits = m_pending.keys.empty()
        || (m_pending.type == features.type && m_pending.rows == features.rows && m_pending.width == features.width);
    if (!fits || m_pending.bytes.size() >= m_options.blockBytes || (!m_pending.keys.empty() && now() > m_pending.writeBy))
        write();
    if (m_pending.keys.empty()) {
        m_pending.type = features.type;
        m_pending.rows = features.rows;
        m_pending.width = features.width;
        m_pending.writeBy = now() + std::chrono::duration<double>(kLongestWait).count();
    }
    if (std::find(m_pending.keys.begin(), m_pending.keys.end(), key) != m_pending.keys.end())
        return;
    m_pending.keys.push_back(key);
    m_pending.bytes.append(reinterpret_cast<const char*>(features.bytes.data()), features.bytes.size());
}

void FeatureFolder::flush()
{
    const std::lock_guard lock(m_mutex);
    write();
}

std::size_t FeatureFolder::images() const
{
    const std::lock_guard lock(m_mutex);
    return m_places.size();
}

bool FeatureFolder::mayGrow(std::uint64_t bytes) const
{
    std::error_code error;
    const auto space = std::filesystem::space(m_folder, error);
    return !error && space.available >= m_options.spareBytes + bytes
        && sizeBelow(m_folder.parent_path()) + bytes <= m_options.mostBytes;
}

/// Makes a block of what is pending. Where that fails, nothing more is written.
void FeatureFolder::write()
{
    const Pending pending = std::exchange(m_pending, {});
    if (pending.keys.empty() || m_full)
        return;
    const auto count = static_cast<std::int64_t>(pending.keys.size());
    const std::span<const std::byte> bytes = std::as_bytes(std::span(pending.bytes));
    const TensorView features{*typeOf(pending.type), {count, pending.rows, pending.width}, bytes};
    std::vector<std::int64_t> checks;
    for (std::int64_t row = 0; row < count; ++row)
        checks.push_back(checkOf(rowOf(features, row)));
    std::uint64_t number = 0;
    for (const auto& [name, ours] : m_files) {
        std::uint64_t one = 0;
        std::from_chars(name.data(), name.data() + name.size(), one);
        number = std::max(number, one);
    }
    const Path file = m_folder / fmt::format("{:08}{}", number + 1, kEnding);
    const Result<void> written = mayGrow(bytes.size())
        ? writeSafetensors(file,
              {{"features", features.type, features.shape, bytes},
                  {"checks", DType::I64, {count}, std::as_bytes(std::span(checks))}},
              {{"format", kFormat}, {"identity", m_identity}, {"keys", nlohmann::json(pending.keys).dump()}})
        : fail(ErrorCode::Io, "cannot store image features", m_folder.string(), "the disk or the room for features is full",
              "delete the folder's neighbours that are not needed any more");
    if (written) {
        addBlock(file);
        return;
    }
    m_full = true;
    log(LogLevel::Warning, "fulcrum.features", written.error().text());
}

/// Joins blocks of processes that ended early. Called with the lock, before anything is pending.
void FeatureFolder::compact()
{
    m_scanned = {};
    scan();
    std::vector<std::size_t> small;
    for (std::size_t block = 0; block < m_blocks.size(); ++block)
        if (m_blocks[block].find("features")->bytes.size() < m_options.blockBytes / 2)
            small.push_back(block);
    if (small.size() < kSmallBlocks)
        return;
    const std::vector<SafetensorsFile> old(m_blocks);
    for (const std::size_t block : small) {
        const SafetensorsFile& file = old[block];
        const TensorView& tensor = *file.find("features");
        const std::vector<std::string> keys = keysOf(file, &m_identity);
        for (std::size_t row = 0; row < keys.size(); ++row) {
            const auto place = m_places.find(keys[row]);
            const auto at = static_cast<std::int64_t>(row);
            if (place == m_places.end() || place->second.block != block || !isIntact(file, at))
                continue;
            if (!m_pending.keys.empty()
                && (m_pending.type != dtypeName(tensor.type) || m_pending.rows != tensor.shape[1]
                    || m_pending.width != tensor.shape[2] || m_pending.bytes.size() >= m_options.blockBytes))
                write();
            m_pending.type = dtypeName(tensor.type);
            m_pending.rows = tensor.shape[1];
            m_pending.width = tensor.shape[2];
            m_pending.keys.push_back(keys[row]);
            const auto bytes = rowOf(tensor, at);
            m_pending.bytes.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        }
    }
    write();
    std::error_code ignored;
    for (std::size_t i = 0; !m_full && i < small.size(); ++i)
        std::filesystem::remove(old[small[i]].path(), ignored);
}

FeatureFolderSummary examineFeatures(const Path& parent)
{
    FeatureFolderSummary summary;
    std::error_code error;
    for (std::filesystem::directory_iterator at(parent, error), end; !error && at != end; at.increment(error)) {
        std::error_code inner;
        if (!std::filesystem::is_directory(at->path(), inner))
            continue;
        ++summary.folders;
        for (std::filesystem::directory_iterator file(at->path(), inner), last; !inner && file != last; file.increment(inner)) {
            if (file->path().extension() != kEnding)
                continue;
            const auto opened = SafetensorsFile::open(file->path());
            const std::vector<std::string> keys = opened ? keysOf(*opened, nullptr) : std::vector<std::string>();
            bool intact = !keys.empty();
            for (std::size_t row = 0; intact && row < keys.size(); ++row)
                intact = isIntact(*opened, static_cast<std::int64_t>(row));
            if (!intact) {
                summary.damaged.push_back(file->path());
                continue;
            }
            ++summary.blocks;
            summary.images += keys.size();
        }
    }
    summary.bytes = sizeBelow(parent);
    return summary;
}

} // namespace fulcrum::embed
