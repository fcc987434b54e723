// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/run_tree.h"

#include "widgets/bridge/run_mime.h"
#include "widgets/delegates/run_delegate.h"
#include "widgets/models/run_tree_model.h"

#include <QDrag>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>

namespace fulcrum::views {

namespace {

using models::RunTreeModel;

constexpr int kHiddenAtFirst[] = {RunTreeModel::ModelColumn};

int firstWidth(int column, const QFontMetrics& metrics)
{
    const int letter = metrics.averageCharWidth();
    switch (column) {
    case RunTreeModel::NameColumn: return letter * 42;
    case RunTreeModel::StateColumn: return letter * 11;
    case RunTreeModel::StrategyColumn: return letter * 24;
    case RunTreeModel::MetricColumn: return letter * 25;
    case RunTreeModel::NoteColumn: return letter * 24;
    case RunTreeModel::ShotsColumn:
    case RunTreeModel::StartedColumn:
    case RunTreeModel::TagsColumn:
    case RunTreeModel::ModelColumn: return letter * 14;
    default: return letter * 10;
    }
}

store::RunId runOf(const QModelIndex& index) { return index.data(RunTreeModel::RunRole).toLongLong(); }

template <class Visit>
void visitAll(const QAbstractItemModel& model, const QModelIndex& parent, const Visit& visit)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex child = model.index(row, 0, parent);
        visit(child);
        visitAll(model, child, visit);
    }
}

} // namespace

RunTree::RunTree(QWidget* parent) : QTreeView(parent)
{
    setItemDelegate(new delegates::RunDelegate(this));
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setDragEnabled(true);
    setDragDropMode(DragOnly);
    setEditTriggers(EditKeyPressed);
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setExpandsOnDoubleClick(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setAccessibleName(tr("Runs"));
    setSortingEnabled(true);
    setCornerWidget(new QWidget);
    header()->setSectionsMovable(true);
    header()->setStretchLastSection(false);
    header()->setFirstSectionMovable(false);
    header()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header(), &QHeaderView::customContextMenuRequested, this, &RunTree::showHeaderMenu);
    connect(header(), &QHeaderView::sectionResized, this, &RunTree::columnsChanged);
    connect(header(), &QHeaderView::sectionMoved, this, &RunTree::columnsChanged);
    connect(header(), &QHeaderView::sortIndicatorChanged, this, &RunTree::columnsChanged);
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
        if (!m_restoring)
            m_folded.insert(index.data(RunTreeModel::GroupRole).toString());
    });
    connect(this, &QTreeView::expanded, this, [this](const QModelIndex& index) {
        if (!m_restoring)
            m_folded.remove(index.data(RunTreeModel::GroupRole).toString());
    });
}

void RunTree::setModel(QAbstractItemModel* model)
{
    QTreeView::setModel(model);
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &RunTree::remember);
    connect(model, &QAbstractItemModel::modelReset, this, &RunTree::putBack);
    connect(model, &QAbstractItemModel::rowsInserted, this, &RunTree::putBack); // a filter lets more through
    setFirstWidths();
    for (const int column : kHiddenAtFirst)
        setColumnHidden(column, true);
    sortByColumn(RunTreeModel::IdColumn, Qt::DescendingOrder);
    putBack();
}

void RunTree::setFirstWidths()
{
    for (int column = 0; column < model()->columnCount(); ++column) {
        const QString title = model()->headerData(column, Qt::Horizontal).toString();
        header()->resizeSection(column, std::max(firstWidth(column, fontMetrics()), fontMetrics().horizontalAdvance(title) + 32));
    }
}

QVector<store::RunId> RunTree::selectedRuns() const
{
    QVector<store::RunId> runs;
    if (!selectionModel())
        return runs;
    visitAll(*model(), {}, [&](const QModelIndex& index) {
        if (runOf(index) == 0)
            return;
        for (QModelIndex one = index; one.isValid(); one = one.parent())
            if (selectionModel()->isSelected(one)) {
                runs.append(runOf(index));
                return;
            }
    });
    return runs;
}

store::RunId RunTree::currentRun() const { return runOf(currentIndex()); }

store::RunId RunTree::currentExperiment() const
{
    const QModelIndex index = currentIndex();
    return index.data(RunTreeModel::KindRole).toString() == u"experiment" ? index.data(RunTreeModel::GroupRole).toLongLong() : 0;
}

void RunTree::selectRun(store::RunId run)
{
    visitAll(*model(), {}, [&](const QModelIndex& index) {
        if (runOf(index) != run || run == 0)
            return;
        setCurrentIndex(index);
        scrollTo(index);
    });
}

void RunTree::editColumn(int column)
{
    const QModelIndex index = currentIndex().siblingAtColumn(column);
    if (!index.isValid() || !(index.flags() & Qt::ItemIsEditable))
        return;
    setColumnHidden(column, false);
    setCurrentIndex(index);
    scrollTo(index);
    edit(index);
}

void RunTree::remember()
{
    m_kept = selectedRuns();
    m_keptCurrent = currentRun();
    m_restoring = true;
}

void RunTree::putBack()
{
    m_restoring = true;
    QItemSelection selection;
    QModelIndex current;
    visitAll(*model(), {}, [&](const QModelIndex& index) {
        if (const QString group = index.data(RunTreeModel::GroupRole).toString(); !group.isEmpty())
            setExpanded(index, !m_folded.contains(group));
        if (m_kept.contains(runOf(index)))
            selection.select(index, index.siblingAtColumn(model()->columnCount() - 1));
        if (m_keptCurrent != 0 && runOf(index) == m_keptCurrent)
            current = index;
    });
    if (!m_kept.isEmpty() || current.isValid()) {
        if (current.isValid())
            selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
        selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    }
    m_kept.clear();
    m_keptCurrent = 0;
    m_restoring = false;
    Q_EMIT selectionMoved();
}

void RunTree::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected)
{
    QTreeView::selectionChanged(selected, deselected);
    if (!m_restoring)
        Q_EMIT selectionMoved();
}

void RunTree::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTreeView::currentChanged(current, previous);
    if (!m_restoring)
        Q_EMIT selectionMoved();
}

void RunTree::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_F2 && (currentRun() != 0 || currentExperiment() != 0) && event->modifiers() == Qt::NoModifier) {
        editColumn(RunTreeModel::NameColumn); // whichever column the keyboard stands on
        return;
    }
    QTreeView::keyPressEvent(event);
}

/// Runs, not cells: a group stands for all of its runs.
void RunTree::startDrag(Qt::DropActions)
{
    const QVector<store::RunId> runs = selectedRuns();
    if (runs.isEmpty())
        return;
    auto* drag = new QDrag(this);
    drag->setMimeData(bridge::runsMime(runs));
    drag->exec(Qt::CopyAction);
}

void RunTree::showHeaderMenu(const QPoint& place)
{
    QMenu menu;
    for (int visual = 0; visual < header()->count(); ++visual) {
        const int column = header()->logicalIndex(visual);
        if (column == RunTreeModel::NameColumn)
            continue;
        QAction* action = menu.addAction(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            setColumnHidden(column, !shown);
            Q_EMIT columnsChanged();
        });
    }
    menu.exec(header()->mapToGlobal(place));
}

QByteArray RunTree::columnState() const { return header()->saveState(); }

void RunTree::setColumnState(const QByteArray& state)
{
    if (!state.isEmpty())
        header()->restoreState(state);
}

} // namespace fulcrum::views
