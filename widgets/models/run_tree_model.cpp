// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_tree_model.h"

#include "core/chart/palette.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/run_text.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/models/job_list_model.h"

#include <QDateTime>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace fulcrum::models {

namespace {

constexpr const char* kKinds[] = {"eval", "train", "dm", "embed"}; ///< in the order in which people look for them
constexpr int kMetricDecimals = 2, kProbabilityDecimals = 3;

QString taskText(const std::string& task)
{
    if (task == data::taskName(data::Task::Caption))
        return RunTreeModel::tr("Captions");
    return task == data::taskName(data::Task::Vqa) ? RunTreeModel::tr("VQA") : QString::fromStdString(task);
}

double seconds(const store::RunRecord& run)
{
    if (run.started <= 0)
        return -1;
    const std::int64_t end = store::isAtRest(run.state) ? run.ended : QDateTime::currentMSecsSinceEpoch();
    return end >= run.started ? static_cast<double>(end - run.started) / 1000 : -1;
}

QString tagsText(const std::vector<std::string>& tags)
{
    QStringList list;
    for (const std::string& tag : tags)
        list.append(QString::fromStdString(tag));
    return list.join(QStringLiteral(", "));
}

/// Scores of answers are about 100, probabilities below 1.
QString metricNumber(double value)
{
    return bridge::number(value, std::abs(value) < 2 ? kProbabilityDecimals : kMetricDecimals);
}

} // namespace

RunTreeModel::RunTreeModel(
    bridge::RunBook* book, bridge::JobMonitor* monitor, bridge::WorkspaceState* state, QObject* parent)
    : QAbstractItemModel(parent), m_book(book), m_monitor(monitor), m_state(state), m_nodes(1)
{
    connect(book, &bridge::RunBook::changed, this, &RunTreeModel::rebuild);
    connect(monitor, &bridge::JobMonitor::jobChanged, this, [this](int row) {
        if (row < m_monitor->jobs().size())
            runChanged(m_monitor->jobs()[row].record.id);
    });
    connect(state, &bridge::WorkspaceState::activeRunsChanged, this, [this] {
        for (const runs::RunSummary& run : m_book->runs())
            runChanged(run.record.id);
    });
    rebuild();
}

RunTreeModel::~RunTreeModel() = default;

std::deque<RunTreeModel::Node> RunTreeModel::build() const
{
    std::deque<Node> nodes(1);
    const auto add = [&nodes](Node* parent, Node node) {
        node.parent = parent;
        node.row = static_cast<int>(parent->children.size());
        nodes.push_back(std::move(node));
        parent->children.push_back(&nodes.back());
        return &nodes.back();
    };
    for (const runs::Experiment& experiment : m_book->experiments()) {
        const QString key = QString::number(experiment.key);
        Node* top = add(&nodes.front(), {nullptr, 0, key, "experiment", 0, experiment.name, experiment.task, {}});
        std::vector<std::string> kinds(std::begin(kKinds), std::end(kKinds));
        for (const std::size_t i : experiment.runs)
            if (const std::string& kind = m_book->runs()[i].record.kind; std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
                kinds.push_back(kind); // of a newer program
        for (const std::string& kind : kinds) {
            Node* group = nullptr;
            for (const std::size_t i : experiment.runs) {
                if (m_book->runs()[i].record.kind != kind)
                    continue;
                if (!group)
                    group = add(top, {nullptr, 0, key + u'/' + QString::fromStdString(kind), kind, 0, {}, {}, {}});
                add(group, {nullptr, 0, {}, kind, m_book->runs()[i].record.id, {}, {}, {}});
            }
        }
    }
    return nodes;
}

bool RunTreeModel::sameShape(const std::deque<Node>& a, const std::deque<Node>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Node& one, const Node& other) {
        return one.run == other.run && one.group == other.group && one.children.size() == other.children.size();
    });
}

void RunTreeModel::rebuild()
{
    std::deque<Node> fresh = build();
    if (sameShape(m_nodes, fresh)) { // what is unfolded and selected stays
        for (std::size_t i = 0; i < fresh.size(); ++i)
            m_nodes[i].name = std::move(fresh[i].name);
        announceAll();
        return;
    }
    beginResetModel();
    m_nodes = std::move(fresh);
    endResetModel();
}

void RunTreeModel::announceAll()
{
    for (const Node& one : m_nodes)
        if (!one.children.empty()) {
            const Node* last = one.children.back();
            Q_EMIT dataChanged(createIndex(0, 0, one.children.front()), createIndex(last->row, ColumnCount - 1, last));
        }
}

const RunTreeModel::Node& RunTreeModel::node(const QModelIndex& index) const
{
    return index.isValid() ? *static_cast<const Node*>(index.internalPointer()) : m_nodes.front();
}

QModelIndex RunTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    const Node& above = node(parent);
    if (row < 0 || static_cast<std::size_t>(row) >= above.children.size() || column < 0 || column >= ColumnCount || parent.column() > 0)
        return {};
    return createIndex(row, column, above.children[static_cast<std::size_t>(row)]);
}

QModelIndex RunTreeModel::parent(const QModelIndex& child) const
{
    if (!child.isValid())
        return {};
    Node* above = node(child).parent;
    return !above || above == &m_nodes.front() ? QModelIndex() : createIndex(above->row, 0, above);
}

int RunTreeModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(node(parent).children.size());
}

int RunTreeModel::columnCount(const QModelIndex&) const { return ColumnCount; }

QModelIndex RunTreeModel::indexOf(store::RunId run, int column) const
{
    for (const Node& one : m_nodes)
        if (one.run == run && run != 0)
            return createIndex(one.row, column, &one);
    return {};
}

void RunTreeModel::runChanged(store::RunId run)
{
    const QModelIndex first = indexOf(run, 0);
    if (first.isValid())
        Q_EMIT dataChanged(first, indexOf(run, ColumnCount - 1));
}

const store::RunRecord& RunTreeModel::current(const runs::RunSummary& run) const
{
    const bridge::JobInfo* job = m_monitor->find(run.record.id);
    return job ? job->record : run.record;
}

QStringList RunTreeModel::badges(const runs::RunSummary& run) const
{
    QStringList words;
    if (m_state->activeRuns().contains(run.record.id))
        words.append(tr("active"));
    if (run.imported)
        words.append(tr("imported"));
    const bool hasOther = std::any_of(
        run.parity.begin(), run.parity.end(), [](const runs::ParityFlag& flag) { return flag.name != "imported"; });
    if (hasOther || !run.inherited.empty())
        words.append(tr("parity"));
    if (run.record.archived)
        words.append(tr("archived"));
    return words;
}

QString RunTreeModel::badgeTip(const runs::RunSummary& run) const
{
    QStringList lines;
    if (m_state->activeRuns().contains(run.record.id))
        lines.append(tr("Active: the table and the charts are about this run."));
    if (const QString parity = bridge::parityExplanation(run); !parity.isEmpty())
        lines.append(parity);
    if (const auto unknown = runs::unknownFields(run.record); !unknown.empty())
        lines.append(tr("Not known: %1.").arg(bridge::unknownText(unknown).join(QStringLiteral(", "))));
    if (run.record.archived)
        lines.append(tr("Archived: hidden unless archived runs are shown."));
    return lines.join(u'\n');
}

QString RunTreeModel::text(const runs::RunSummary& run, int column) const
{
    const store::RunRecord& record = current(run);
    switch (column) {
    case NameColumn: return QString::fromStdString(run.record.name);
    case StateColumn:
        if (record.state == store::RunState::Running && record.unitsTotal > 0)
            return tr("%1, %2 %").arg(JobListModel::stateText(record.state)).arg(100 * record.unitsDone / record.unitsTotal);
        return run.failures > 0 ? tr("%1, %n failed", nullptr, static_cast<int>(run.failures)).arg(JobListModel::stateText(record.state))
                                : JobListModel::stateText(record.state);
    case StrategyColumn: return bridge::strategiesText(run.strategies);
    case ShotsColumn: return bridge::listText(run.shots);
    case SeedsColumn: return run.imported ? tr("unknown") : bridge::listText(run.seeds);
    case MetricColumn: {
        if (!run.metric)
            return {};
        const QString number = metricNumber(*run.metric);
        const QString of = run.metricOf.empty() || run.strategies.size() < 2 ? QString()
            : QString::fromStdString(chart::displayName(run.metricOf));
        return of.isEmpty() ? QStringLiteral("%1 %2").arg(bridge::metricText(run.metricName), number)
                            : QStringLiteral("%1 %2 (%3)").arg(bridge::metricText(run.metricName), number, of);
    }
    case CountColumn: return run.count > 0 ? bridge::count(run.count) : run.imported && record.kind == "eval" ? tr("unknown") : QString();
    case StartedColumn: return run.imported ? tr("unknown") : bridge::when(record.started);
    case DurationColumn:
        return run.imported ? tr("unknown") : seconds(record) >= 0 ? bridge::duration(seconds(record)) : QString();
    case DeviceColumn: return run.imported ? tr("unknown") : QString::fromStdString(record.lane.empty() ? record.device : record.lane);
    case TagsColumn: return tagsText(run.record.tags);
    case NoteColumn: return QString::fromStdString(run.record.note).section(u'\n', 0, 0);
    case ModelColumn: return QString::fromStdString(run.model);
    case IdColumn: return QString::number(run.record.id);
    default: return {};
    }
}

QVariant RunTreeModel::sortKey(const runs::RunSummary& run, int column) const
{
    switch (column) {
    case StateColumn: return static_cast<int>(current(run).state);
    case ShotsColumn: return run.shots.empty() ? -1 : run.shots.back();
    case SeedsColumn: return static_cast<int>(run.seeds.size());
    case MetricColumn: return run.metric ? *run.metric : -1e300;
    case CountColumn: return static_cast<qlonglong>(run.count);
    case StartedColumn: return static_cast<qlonglong>(current(run).started);
    case DurationColumn: return seconds(current(run));
    case IdColumn: return static_cast<qlonglong>(run.record.id);
    default: return text(run, column);
    }
}

QVariant RunTreeModel::runData(const runs::RunSummary& run, int column, int role) const
{
    const store::RunRecord& record = current(run);
    switch (role) {
    case Qt::DisplayRole: return text(run, column);
    case Qt::EditRole:
        return column == NoteColumn ? QString::fromStdString(run.record.note) : text(run, column);
    case Qt::ToolTipRole:
        if (column == NoteColumn && !run.record.note.empty())
            return QString::fromStdString(run.record.note);
        if (column == StateColumn && !record.error.empty())
            return QString::fromStdString(record.error);
        if (column == StrategyColumn)
            return bridge::strategiesText(run.strategies, static_cast<int>(run.strategies.size()));
        if (column == MetricColumn && run.metric && !run.metricOf.empty())
            return tr("Mean of %1 over all shots and seeds").arg(QString::fromStdString(chart::displayName(run.metricOf)));
        return column == NameColumn ? tr("Run %1").arg(run.record.id) : QVariant();
    case Qt::TextAlignmentRole:
        return column == CountColumn || column == IdColumn || column == DurationColumn
            ? QVariant(static_cast<int>(Qt::AlignRight | Qt::AlignVCenter))
            : QVariant();
    case Qt::AccessibleTextRole:
        if (column != NameColumn)
            return text(run, column);
        return QStringList {text(run, NameColumn), JobListModel::kindText(record.kind), JobListModel::stateText(record.state),
            badges(run).join(QStringLiteral(", "))}
            .join(QStringLiteral(", "));
    case StateRole: return static_cast<int>(record.state);
    case ProgressRole:
        return !store::isAtRest(record.state) && record.unitsTotal > 0
            ? static_cast<double>(record.unitsDone) / static_cast<double>(record.unitsTotal)
            : -1.0;
    case BadgesRole: return badges(run);
    case BadgeTipRole: return badgeTip(run);
    case SortRole: return sortKey(run, column);
    case SearchRole: {
        QStringList all {JobListModel::kindText(record.kind), badges(run).join(u' ')};
        for (int i = 0; i < ColumnCount; ++i)
            all.append(text(run, i));
        all.append(QString::fromStdString(run.record.note));
        for (const std::string& strategy : run.strategies)
            all.append(QString::fromStdString(strategy) + u' ' + QString::fromStdString(chart::displayName(strategy)));
        return all.join(u'\n');
    }
    case ArchivedRole: return run.record.archived;
    default: return {};
    }
}

QVariant RunTreeModel::groupData(const Node& node, int column, int role) const
{
    if (role == StateRole)
        return -1;
    if (role == ProgressRole)
        return -1.0;
    const bool isExperiment = node.kind == "experiment";
    if (role == SortRole)
        return node.row;
    if (column != NameColumn)
        return {};
    const QString name = isExperiment ? QString::fromStdString(node.name) : JobListModel::kindText(node.kind);
    const auto sizeOf = [](int sum, const Node* child) { return sum + static_cast<int>(child->children.size()); };
    const int count = isExperiment ? std::accumulate(node.children.begin(), node.children.end(), 0, sizeOf)
                                   : static_cast<int>(node.children.size());
    if (role == Qt::EditRole)
        return name; // without the task
    if (role == Qt::DisplayRole) {
        const QString task = taskText(node.task);
        return isExperiment && !task.isEmpty() ? tr("%1 – %2").arg(name, task) : name;
    }
    if (role == Qt::AccessibleTextRole)
        return tr("%1, %n runs", nullptr, count).arg(name);
    if (role == BadgesRole)
        return QStringList {QString::number(count)};
    return {};
}

QVariant RunTreeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Node& one = node(index);
    if (role == RunRole)
        return static_cast<qlonglong>(one.run);
    if (role == KindRole)
        return QString::fromStdString(one.kind);
    if (role == GroupRole)
        return one.group;
    if (one.run == 0)
        return groupData(one, index.column(), role);
    const runs::RunSummary* run = m_book->find(one.run);
    return run ? runData(*run, index.column(), role) : QVariant();
}

QVariant RunTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == CountColumn || section == IdColumn || section == DurationColumn ? Qt::AlignRight
            : Qt::AlignLeft)
            | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == CountColumn)
        return tr("Queries of an evaluation, anchors of a D_M");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Name");
    case StateColumn: return tr("State");
    case StrategyColumn: return tr("Strategy");
    case ShotsColumn: return tr("Shots");
    case SeedsColumn: return tr("Seeds");
    case MetricColumn: return tr("Metric");
    case CountColumn: return tr("n");
    case StartedColumn: return tr("Started");
    case DurationColumn: return tr("Duration");
    case DeviceColumn: return tr("Device");
    case TagsColumn: return tr("Tags");
    case NoteColumn: return tr("Note");
    case ModelColumn: return tr("Model");
    case IdColumn: return tr("Run");
    default: return {};
    }
}

Qt::ItemFlags RunTreeModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    const bool isText = index.column() == NameColumn || index.column() == TagsColumn || index.column() == NoteColumn;
    const bool isNamed = index.isValid()
        && (node(index).run != 0 ? isText : index.column() == NameColumn && node(index).kind == "experiment");
    if (isNamed && m_book->obstacle().isEmpty())
        flags |= Qt::ItemIsEditable;
    if (index.isValid())
        flags |= Qt::ItemIsDragEnabled;
    return flags;
}

bool RunTreeModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable))
        return false;
    const store::RunId run = node(index).run;
    if (run == 0)
        m_book->renameExperiment(node(index).group.toLongLong(), value.toString());
    else if (index.column() == NameColumn)
        m_book->rename(run, value.toString());
    else if (index.column() == NoteColumn)
        m_book->setNote(run, value.toString());
    else
        m_book->setTags(run, value.toString().split(u',', Qt::SkipEmptyParts));
    return true; // shown when it is written
}

RunFilterProxyModel::RunFilterProxyModel(QObject* parent) : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
    setSortRole(RunTreeModel::SortRole);
    setDynamicSortFilter(true);
}

void RunFilterProxyModel::setText(const QString& text)
{
    m_text = text;
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void RunFilterProxyModel::setArchivedShown(bool shown)
{
    m_archived = shown;
    invalidateFilter();
}

int RunFilterProxyModel::shownRuns() const
{
    int count = 0;
    const auto visit = [&](const auto& self, const QModelIndex& parent) -> void {
        for (int row = 0; row < rowCount(parent); ++row) {
            const QModelIndex child = index(row, 0, parent);
            count += child.data(RunTreeModel::RunRole).toLongLong() != 0 ? 1 : 0;
            self(self, child);
        }
    };
    visit(visit, {});
    return count;
}

bool RunFilterProxyModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (index.data(RunTreeModel::RunRole).toLongLong() == 0)
        return false; // kept by what is below
    if (!m_archived && index.data(RunTreeModel::ArchivedRole).toBool())
        return false;
    if (m_words.isEmpty())
        return true;
    const QString text = index.data(RunTreeModel::SearchRole).toString();
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool RunFilterProxyModel::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    if (left.data(RunTreeModel::RunRole).toLongLong() == 0) // groups keep their order, whichever way runs are sorted
        return sortOrder() == Qt::AscendingOrder ? left.row() < right.row() : left.row() > right.row();
    const QVariant a = left.data(RunTreeModel::SortRole), b = right.data(RunTreeModel::SortRole);
    if (a.userType() == QMetaType::QString)
        return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
    return a.toDouble() < b.toDouble();
}

} // namespace fulcrum::models
