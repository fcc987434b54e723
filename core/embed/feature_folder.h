// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/safetensors.h"
#include "core/model/feature_store.h"

#include <mutex>
#include <unordered_map>

namespace fulcrum::embed {

/// Image features of one model in a folder: blocks, each a safetensors file that is written whole ("features" [n, rows, width] in the
/// model's own precision, "checks" I64 [n], the keys and the identity in the metadata) and mapped when it is read. A process that is
/// killed loses the block it was filling, nothing else. Any number of processes read; one at a time writes, and what others compute
/// meanwhile is not kept. Deleting the folder costs time only. Thread-safe.
class FeatureFolder final : public model::FeatureStore
{
public:
    struct Options
    {
        std::uint64_t blockBytes = 16ULL << 20; ///< features that make a block
        std::uint64_t mostBytes = 64ULL << 30;  ///< bound on the folder and its neighbours (all models of a project)
        std::uint64_t spareBytes = 2ULL << 30;  ///< of the disk, which are left free
        bool readOnly = false;
    };

    /// `identity` names what features depend on (weights, precision, preprocessing); blocks of another one are not read. Damaged
    /// blocks are passed over. A folder that cannot be read or written is an empty store.
    FeatureFolder(Path folder, std::string identity, Options options);
    FeatureFolder(Path folder, std::string identity);
    /// Writes what is left.
    ~FeatureFolder() override;

    std::optional<model::ImageFeatures> find(const std::string& key) override;
    void put(const std::string& key, const model::ImageFeatures& features) override;
    /// Writes a block of whatever was put since the last one.
    void flush() override;
    std::size_t images() const;

private:
    struct Place
    {
        std::size_t block = 0;
        std::int64_t row = 0;
    };
    struct Pending
    {
        std::string type;
        std::int64_t rows = 0, width = 0;
        std::vector<std::string> keys;
        std::string bytes;
        double writeBy = 0; ///< seconds on a steady clock
    };
    class WriterLock;

    void scan();
    void addBlock(const Path& file);
    void write();
    void compact();
    bool mayGrow(std::uint64_t bytes) const;

    const Path m_folder;
    const std::string m_identity;
    const Options m_options;
    mutable std::mutex m_mutex;
    // guarded by m_mutex
    std::vector<SafetensorsFile> m_blocks;
    std::unordered_map<std::string, Place> m_places;
    std::unordered_map<std::string, bool> m_files; ///< names of files that were looked at; whether they are blocks of ours
    std::filesystem::file_time_type m_scanned{};
    Pending m_pending;
    std::unique_ptr<WriterLock> m_lock;
    bool m_full = false;
};

/// What the folder of all feature folders of a project holds.
struct FeatureFolderSummary
{
    std::size_t folders = 0, blocks = 0, images = 0;
    std::uint64_t bytes = 0;
    std::vector<Path> damaged;
};
FeatureFolderSummary examineFeatures(const Path& parent);

} // namespace fulcrum::embed
