"""政务舆情回应时效监测: the commands. `python run.py --help` lists them."""

from monitor.cli import main

if __name__ == "__main__":
    main()
