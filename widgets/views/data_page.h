// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row_order.h"
#include "widgets/bridge/sample_set.h"
#include "widgets/bridge/worker.h"
#include "widgets/views/page.h"

#include <optional>

class QItemSelection;
class QItemSelectionModel;
class QLabel;
class QMenu;
class QMimeData;
class QSlider;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace fulcrum::bridge {
class ActionRegistry;
class JobMonitor;
class ProjectSession;
class SampleBrowser;
class ThumbnailProvider;
class WorkspaceEdits;
class WorkspaceState;
}
namespace fulcrum::delegates {
class SampleDelegate;
}
namespace fulcrum::models {
class SampleModel;
}

namespace fulcrum::views {

class FilterChips;
class InlineBar;
class MessageCard;
class QuickLook;
class SampleGrid;
class SampleTable;
class SegmentedControl;

/// What the window shares, for views that need much of it. Everything outlives the views.
struct DataPageParts
{
    bridge::ProjectSession* session = nullptr;
    bridge::WorkspaceState* state = nullptr;
    bridge::SampleBrowser* browser = nullptr;
    bridge::WorkspaceEdits* edits = nullptr;
    bridge::JobMonitor* monitor = nullptr;
    bridge::ThumbnailProvider* thumbnails = nullptr;
    bridge::ActionRegistry* actions = nullptr;
};

/// Browse, search, sort and tag the samples of the current task and split, as a grid, a table or both.
class DataPage : public Page
{
    Q_OBJECT

public:
    explicit DataPage(const DataPageParts& parts, QWidget* parent = nullptr);
    ~DataPage() override;

    enum class Mode { Grid, Table, Both };
    Mode mode() const;
    void setMode(Mode mode);
    int thumbnailSide() const;
    void setThumbnailSide(int side);
    QByteArray columnState() const;
    void setColumnState(const QByteArray& state);

    models::SampleModel* model() const { return m_model; }
    SampleGrid* grid() const { return m_grid; }
    SampleTable* table() const { return m_table; }
    FilterChips* chips() const { return m_chips; }
    QuickLook* quickLookView() const { return m_quickLook; }
    /// Says where the images of the shown split lie, as Locate does after asking.
    void setImageFolder(const QString& folder);
    /// Something is being computed for what is shown.
    bool isBusy() const override;

Q_SIGNALS:
    void statusChanged(const QString& text); ///< "200 of 1 000 samples"
    void queryActivated();                   ///< a person chose the current query
    void pageWanted();                       ///< something is shown here that was asked for elsewhere

private:
    // data_page.cpp
    QWidget* makeTools();
    void makeViews();
    void connectParts();
    void showDataset();
    void showRows();
    void showFacts();
    void showState();
    void showMessage();
    void showSort();
    void takeSelection();
    void chooseRows(const QVector<std::int64_t>& chosen, bool all, std::int64_t current);
    void keepSelection(const QVector<std::int64_t>& chosen, bool all, std::int64_t current);
    void selectionMoved();
    void fillSortMenu(QMenu* menu);
    void fillScoreMenu(QMenu* menu);
    store::SortKey sortOf(int column, Qt::SortOrder order) const;
    int columnOf(const store::SortKey& key) const;
    void setCellSize();
    void dimWhileBusy();
    bool eventFilter(QObject* watched, QEvent* event) override;

    // data_page_actions.cpp
    void registerActions();
    void registerSelectionActions();
    void registerFilterActions();
    void updateActions();
    void learnSimilar();
    void setQueryFromRow(int row);
    void setQuery();
    void copyIds();
    void copyCsv();
    void revealFile();
    void toggleStar();
    void editTags();
    void addToSet();
    void findSimilar(bool byImage);
    void invertSelection();
    void quickLook();
    void moveCurrent(int step);
    void locateImages();
    void showMissingBar();
    void showContextMenu(QWidget* view, const QPoint& place);
    void saveView();
    void removeLastFilter();
    QMimeData* dragContent() const;

    DataPageParts m_parts;
    bridge::Latest m_similarCheck;
    bridge::Latest m_csv;

    models::SampleModel* m_model;
    delegates::SampleDelegate* m_delegate;
    QStackedWidget* m_stack;
    QSplitter* m_views;
    SampleGrid* m_grid;
    SampleTable* m_table;
    QItemSelectionModel* m_selection = nullptr;
    FilterChips* m_chips = nullptr;
    MessageCard* m_message;
    InlineBar* m_bar;
    InlineBar* m_missingBar;
    QuickLook* m_quickLook = nullptr;
    SegmentedControl* m_split = nullptr;
    SegmentedControl* m_modeSwitch = nullptr;
    QLabel* m_count = nullptr;
    QSlider* m_size = nullptr;
    QToolButton* m_sort = nullptr;
    bridge::SampleSet m_chosen; ///< selected here; what other pages select is theirs
    QString m_noSimilarImage, m_noSimilarText; ///< why similar ones cannot be found; empty = they can
    const void* m_missingShown = nullptr;      ///< data set whose missing images the bar has told
    bool m_restoring = false; ///< the selection is being put back: nobody has moved it
};

} // namespace fulcrum::views
